import type { Distribution } from '../measuring/distribution.js';
import { mayBeOneRowsFault } from './errors.js';

export interface BatcherOptions<Input, Output> {
  /** Runs one statement for all inputs. Returns their outcomes in the same order. */
  readonly run: (inputs: readonly Input[]) => Promise<readonly Output[]>;
  /** Inputs with the same key run one after the other, in the order in which they were submitted. */
  readonly conflictKey?: (input: Input) => unknown;
  /** Inputs in one statement. With 1 each input gets its own statement. */
  readonly maxGroupSize: number;
  /** Statements that run at the same time. */
  readonly maxConcurrent: number;
  /**
   * How long inputs wait behind a running statement until another one starts with fewer than `maxGroupSize` inputs. With
   * 0, the default, they do not wait while fewer than `maxConcurrent` statements run.
   */
  readonly maxWaitMs?: number;
  /** Where the numbers of inputs that share a statement are counted. */
  readonly groupSizes?: Distribution | undefined;
}

/** Runs inputs that are submitted at the same time together. */
export interface SharedStatements<Input, Output> {
  /**
   * Runs `input` and returns its outcome.
   * @throws whatever the statement throws for this input
   */
  submit(input: Input): Promise<Output>;
}

/** Makes what lets calls of one kind share statements. */
export type CreateBatcher = <Input extends object, Output>(
  name: string,
  options: BatcherOptions<Input, Output>,
) => SharedStatements<Input, Output>;

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Inputs that are submitted while statements run share the next statement. For writes this is group commit: one commit
 * for many changes; for reads it saves round trips. An input does not wait while no statement runs, nor longer than
 * `maxWaitMs` behind a slow one, and its outcome is returned only after the statement with it has committed.
 *
 * When the database rejects a shared statement, or a lock in it takes too long, its inputs are run again in statements of
 * their own, so that only the input that caused this fails.
 */
export class Batcher<Input, Output> implements SharedStatements<Input, Output> {
  readonly #options: Required<Omit<BatcherOptions<Input, Output>, 'groupSizes'>>;
  readonly #groupSizes: Distribution | undefined;
  #waiting: Waiting<Input, Output>[] = [];
  #runningCount = 0;
  #lastStartMs = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #runningKeys = new Set<unknown>();

  constructor(options: BatcherOptions<Input, Output>) {
    const { groupSizes, ...rest } = options;
    this.#options = { conflictKey: () => undefined, maxWaitMs: 0, ...rest };
    this.#groupSizes = groupSizes;
  }

  submit(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#startStatements();
    });
  }

  #startStatements(): void {
    while (this.#mayStart()) {
      const group = this.#takeGroup();
      if (group.length === 0) return;
      this.#runningCount += 1;
      this.#groupSizes?.observe(group.length);
      this.#lastStartMs = performance.now();
      void this.#run(group).finally(() => {
        this.#runningCount -= 1;
        for (const { input } of group) this.#runningKeys.delete(this.#options.conflictKey(input));
        this.#startStatements();
      });
    }
  }

  /** Whether to start a statement: none runs, or enough inputs wait for a full one, or the last one is slow. */
  #mayStart(): boolean {
    const { maxConcurrent, maxGroupSize, maxWaitMs } = this.#options;
    if (this.#waiting.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return false;
    }
    if (this.#runningCount >= maxConcurrent) return false;
    if (this.#runningCount === 0 || this.#waiting.length >= maxGroupSize) return true;
    const waitMs = this.#lastStartMs + maxWaitMs - performance.now();
    if (waitMs <= 0) return true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#startStatements();
    }, waitMs);
    return false;
  }

  /** The longest waiting inputs that fit into a statement. Of inputs with the same key only the first is among them. */
  #takeGroup(): Waiting<Input, Output>[] {
    const { maxGroupSize, conflictKey } = this.#options;
    const group: Waiting<Input, Output>[] = [];
    const left: Waiting<Input, Output>[] = [];
    const taken = new Set(this.#runningKeys);
    for (const waiting of this.#waiting) {
      const key = conflictKey(waiting.input);
      const fits = group.length < maxGroupSize && (key === undefined || !taken.has(key));
      (fits ? group : left).push(waiting);
      if (key === undefined) continue;
      taken.add(key);
      if (fits) this.#runningKeys.add(key);
    }
    this.#waiting = left;
    return group;
  }

  async #run(group: readonly Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.#options.run(group.map(({ input }) => input));
      group.forEach(({ resolve }, index) => resolve(outputs[index] as Output));
    } catch (error) {
      if (group.length > 1 && mayBeOneRowsFault(error)) await Promise.all(group.map((waiting) => this.#run([waiting])));
      else for (const { reject } of group) reject(error);
    }
  }
}
