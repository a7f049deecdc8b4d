import { setTimeout as delay } from 'node:timers/promises';
import type { CallLimits } from '@order-service/sdk';
import { exposesInternals, findSecret } from '../checker/answers.js';
import type { History } from './history.js';
import { pooledFetch, type AnswerObserver } from './pooled-fetch.js';
import type { Random } from './random.js';
import { LoadClient } from './load-client.js';

export interface LoadOptions {
  readonly url: string;
  readonly secret: string;
  readonly secrets: readonly string[];
  readonly history: History;
  readonly random: Random;
  readonly users: number;
  /** Concurrent requests of each user. */
  readonly perUser: number;
  /** Of each call; those of the fault table if absent. */
  readonly limits?: CallLimits;
}

const FIRST_USER = 1_000;
/** Pause after a failed request, so that a service that fails fast is not flooded. */
const FAILURE_PAUSE_MS = 20;

/** Concurrent users that send requests through the SDK until they are stopped. */
export class Load {
  readonly #options: LoadOptions;
  readonly #http: ReturnType<typeof pooledFetch>;
  readonly #clients: LoadClient[];
  readonly #loops: Promise<void>[] = [];
  #stopping = false;

  constructor(options: LoadOptions) {
    this.#options = options;
    const { users, perUser, history, random, ...rest } = options;
    this.#http = pooledFetch(observe(history, options.secrets), users * perUser);
    this.#clients = Array.from(
      { length: users },
      (_, index) =>
        new LoadClient({
          ...rest,
          user: FIRST_USER + index,
          fetch: this.#http.fetch,
          history,
          random: random.fork(`user ${index}`),
        }),
    );
  }

  start(): void {
    for (const client of this.#clients) {
      for (let loop = 0; loop < this.#options.perUser; loop += 1) this.#loops.push(this.#run(client));
    }
  }

  /** Waits for the requests under way, and stops. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#loops);
    this.#http.close();
  }

  async #run(client: LoadClient): Promise<void> {
    const { history } = this.#options;
    while (!this.#stopping) {
      const before = history.acknowledged;
      await client.act();
      if (history.acknowledged === before) await delay(FAILURE_PAUSE_MS);
    }
  }
}

/** Records the responses that have to be checked; successes without a secret are left out to save disk space. */
export function observe(history: History, secrets: readonly string[]): AnswerObserver {
  return (answer, id) => {
    const plain = answer.status === (answer.method === 'POST' ? 201 : 200);
    if (plain && !exposesInternals(answer.text) && findSecret(answer.text, secrets) === undefined) return;
    history.write({ type: 'answer', id, answer });
  };
}
