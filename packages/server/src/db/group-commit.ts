import { ServiceOverloadedError } from '../domain/errors.js';
import { failureOf } from './errors.js';

export interface GroupCommitOptions<Input, Output> {
  /** Writes all inputs in one statement, and returns their outcomes in the same order; none is written if it rejects. */
  readonly write: (inputs: readonly Input[]) => Promise<readonly Output[]>;
  /** Inputs with the same name are written one after the other. */
  readonly nameOf?: (input: Input) => unknown;
  /** Inputs in one statement; 1 gives each its own. */
  readonly most: number;
  /** Statements under way at a time. */
  readonly lanes: number;
  /** Inputs that wait; beyond, more are refused. */
  readonly mostWaiting?: number;
}

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: what arrives while statements are under way goes into the next one together, so that a busy database
 * commits many changes for the price of one. Nothing waits while a lane is free, and everyone is answered only after the
 * commit that holds their change.
 *
 * Each input keeps its own fate: when a shared statement is rejected or has to wait too long, its inputs are written
 * again apart from each other, so that the one at fault fails alone.
 */
export class GroupCommit<Input, Output> {
  readonly #options: Required<GroupCommitOptions<Input, Output>>;
  #waiting: Waiting<Input, Output>[] = [];
  #underWay = 0;
  readonly #namesUnderWay = new Set<unknown>();

  constructor(options: GroupCommitOptions<Input, Output>) {
    this.#options = { nameOf: () => undefined, mostWaiting: 10_000, ...options };
  }

  /**
   * Writes `input` and returns its outcome.
   * @throws ServiceOverloadedError when too many wait, and whatever `write` throws for this input.
   */
  submit(input: Input): Promise<Output> {
    if (this.#waiting.length >= this.#options.mostWaiting) return Promise.reject(new ServiceOverloadedError());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#fillLanes();
    });
  }

  #fillLanes(): void {
    while (this.#underWay < this.#options.lanes) {
      const group = this.#takeGroup();
      if (group.length === 0) return;
      this.#underWay += 1;
      void this.#write(group).finally(() => {
        this.#underWay -= 1;
        for (const { input } of group) this.#namesUnderWay.delete(this.#options.nameOf(input));
        this.#fillLanes();
      });
    }
  }

  /** The first that wait, as many as fit into a statement; who shares a name with one before them goes on waiting. */
  #takeGroup(): Waiting<Input, Output>[] {
    const { most, nameOf } = this.#options;
    const group: Waiting<Input, Output>[] = [];
    const left: Waiting<Input, Output>[] = [];
    const taken = new Set(this.#namesUnderWay);
    for (const waiting of this.#waiting) {
      const name = nameOf(waiting.input);
      const fits = group.length < most && (name === undefined || !taken.has(name));
      (fits ? group : left).push(waiting);
      if (name === undefined) continue;
      taken.add(name);
      if (fits) this.#namesUnderWay.add(name);
    }
    this.#waiting = left;
    return group;
  }

  async #write(group: readonly Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.#options.write(group.map(({ input }) => input));
      group.forEach(({ resolve }, index) => resolve(outputs[index] as Output));
    } catch (error) {
      if (group.length > 1 && isOneInputsFault(error))
        await Promise.all(group.map((waiting) => this.#write([waiting])));
      else for (const { reject } of group) reject(error);
    }
  }
}

/** Whether the statement was rolled back for a reason that may be one row's: its values, or a lock it had to wait for. */
function isOneInputsFault(error: unknown): boolean {
  const cause = error instanceof ServiceOverloadedError ? error.cause : error;
  const failure = failureOf(cause);
  return (
    failure === 'rejected' || (failure === 'overloaded' && (cause as Error | undefined)?.name !== 'KnexTimeoutError')
  );
}
