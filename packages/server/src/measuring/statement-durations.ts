import { Distribution } from './distribution.js';

/** The buckets that the semantic conventions of OpenTelemetry advise for `db.client.operation.duration`. */
const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

interface OfStatement {
  readonly done: Distribution;
  /** By the kind of failure. */
  readonly failed: Map<string, Distribution>;
}

interface Series {
  readonly statement: string;
  /** Undefined for executions that succeeded. */
  readonly errorType: string | undefined;
  readonly duration: Distribution;
}

/** Durations of statements, by their names. */
export class StatementDurations {
  readonly #byName = new Map<string, OfStatement>();

  /** Counts an execution that succeeded. */
  observe(statement: string, seconds: number): void {
    this.#of(statement).done.observe(seconds);
  }

  observeFailure(statement: string, errorType: string, seconds: number): void {
    const { failed } = this.#of(statement);
    let duration = failed.get(errorType);
    if (!duration) failed.set(errorType, (duration = new Distribution(SECONDS)));
    duration.observe(seconds);
  }

  series(): Series[] {
    return [...this.#byName].flatMap(([statement, { done, failed }]) => [
      { statement, errorType: undefined, duration: done },
      ...[...failed].map(([errorType, duration]) => ({ statement, errorType, duration })),
    ]);
  }

  #of(statement: string): OfStatement {
    const known = this.#byName.get(statement);
    if (known) return known;
    const added = { done: new Distribution(SECONDS), failed: new Map<string, Distribution>() };
    this.#byName.set(statement, added);
    return added;
  }
}
