import { ServiceOverloadedError } from '../ports/dependency-errors.js';
import { mayBeOneRowsFault } from './errors.js';

export interface BatcherOptions<Input, Output> {
  /** Runs one statement for all inputs, and returns their outcomes in the same order; it did nothing if it rejects. */
  readonly run: (inputs: readonly Input[]) => Promise<readonly Output[]>;
  /** Inputs with the same name are run one after the other. */
  readonly nameOf?: (input: Input) => unknown;
  /** Inputs in one statement; 1 gives each its own. */
  readonly most: number;
  /** Statements under way at a time, at the most. */
  readonly lanes: number;
  /**
   * How long the statement before it may take until another one sets out with less than it could hold; 0, the default,
   * lets none wait while a lane is free.
   */
  readonly patienceMs?: number;
  /** Inputs that wait; beyond, more are refused. */
  readonly maxWaiting?: number;
}

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What arrives while statements are under way goes into the next one together. For writes that is group commit: a busy
 * database commits many changes for the price of one; for reads it saves round trips. Nothing waits while no statement
 * is under way, nor behind a slow one for long, and everyone is answered only after the statement, and its commit, that
 * holds their input.
 *
 * Each input keeps its own fate: when a shared statement is rejected or has to wait too long, its inputs are run again
 * apart from each other, so that the one at fault fails alone.
 */
export class Batcher<Input, Output> {
  readonly #options: Required<BatcherOptions<Input, Output>>;
  #waiting: Waiting<Input, Output>[] = [];
  #underWay = 0;
  #lastBeginMs = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #namesUnderWay = new Set<unknown>();

  constructor(options: BatcherOptions<Input, Output>) {
    this.#options = { nameOf: () => undefined, maxWaiting: 10_000, patienceMs: 0, ...options };
  }

  /**
   * Runs `input` and returns its outcome.
   * @throws ServiceOverloadedError when too many wait, and whatever `run` throws for this input.
   */
  submit(input: Input): Promise<Output> {
    if (this.#waiting.length >= this.#options.maxWaiting) return Promise.reject(new ServiceOverloadedError());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#fillLanes();
    });
  }

  #fillLanes(): void {
    while (this.#mayBegin()) {
      const group = this.#takeGroup();
      if (group.length === 0) return;
      this.#underWay += 1;
      this.#lastBeginMs = performance.now();
      void this.#run(group).finally(() => {
        this.#underWay -= 1;
        for (const { input } of group) this.#namesUnderWay.delete(this.#options.nameOf(input));
        this.#fillLanes();
      });
    }
  }

  /** Whether a lane is free, and there is reason to use it: nothing is under way, or it is slow, or enough has gathered. */
  #mayBegin(): boolean {
    const { lanes, most, patienceMs } = this.#options;
    if (this.#waiting.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return false;
    }
    if (this.#underWay >= lanes) return false;
    if (this.#underWay === 0 || this.#waiting.length >= most) return true;
    const waitMs = this.#lastBeginMs + patienceMs - performance.now();
    if (waitMs <= 0) return true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#fillLanes();
    }, waitMs);
    return false;
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
