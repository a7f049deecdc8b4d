import { setTimeout as delay } from 'node:timers/promises';
import { isIndiscreet, secretIn } from '../checker/answers.js';
import type { History } from './history.js';
import { leanFetch, type Witness } from './lean-fetch.js';
import type { Random } from './random.js';
import { Shopper } from './shopper.js';

export interface LoadOptions {
  readonly url: string;
  readonly secret: string;
  readonly secrets: readonly string[];
  readonly history: History;
  readonly random: Random;
  readonly users: number;
  /** Requests that each user has under way. */
  readonly perUser: number;
}

const FIRST_USER = 1_000;
/** A shopper that is refused at once does not come back at once. */
const REFUSED_PAUSE_MS = 20;

/** Several users at once, through the SDK, until stopped. */
export class Load {
  readonly #http: ReturnType<typeof leanFetch>;
  readonly #shoppers: Shopper[];
  readonly #loops: Promise<void>[] = [];
  #stopping = false;

  constructor(private readonly options: LoadOptions) {
    const { users, perUser, history, random, ...rest } = options;
    this.#http = leanFetch(witness(history, options.secrets), users * perUser);
    this.#shoppers = Array.from(
      { length: users },
      (_, index) =>
        new Shopper({
          ...rest,
          user: FIRST_USER + index,
          fetch: this.#http.fetch,
          history,
          random: random.fork(`user ${index}`),
        }),
    );
  }

  start(): void {
    for (const shopper of this.#shoppers) {
      for (let loop = 0; loop < this.options.perUser; loop += 1) this.#loops.push(this.#run(shopper));
    }
  }

  /** Lets everyone finish what they have under way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#loops);
    this.#http.close();
  }

  async #run(shopper: Shopper): Promise<void> {
    const { history } = this.options;
    while (!this.#stopping) {
      const before = history.acknowledged;
      await shopper.act();
      if (history.acknowledged === before) await delay(REFUSED_PAUSE_MS);
    }
  }
}

/** Keeps the answers that are to be judged: plain successes would fill the disk and say nothing. */
export function witness(history: History, secrets: readonly string[]): Witness {
  return (answer, id) => {
    const plain = answer.status === (answer.method === 'POST' ? 201 : 200);
    if (plain && !isIndiscreet(answer.text) && secretIn(answer.text, secrets) === undefined) return;
    history.write({ type: 'answer', id, answer });
  };
}
