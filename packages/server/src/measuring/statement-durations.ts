import { Distributions, type Distribution } from './distribution.js';

/** The buckets that the semantic conventions of OpenTelemetry advise for `db.client.operation.duration`. */
const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

interface Series {
  readonly statement: string;
  /** Undefined for executions that succeeded. */
  readonly errorType: string | undefined;
  readonly duration: Distribution;
}

/** Durations of statements, by their names and by the kind of failure. */
export class StatementDurations {
  readonly #byName = new Map<string, Distributions<string | undefined>>();

  /** @param errorType undefined for an execution that succeeded */
  observe(statement: string, seconds: number, errorType: string | undefined): void {
    let durations = this.#byName.get(statement);
    if (!durations) this.#byName.set(statement, (durations = new Distributions(SECONDS, [undefined])));
    durations.of(errorType).observe(seconds);
  }

  series(): Series[] {
    return [...this.#byName].flatMap(([statement, durations]) =>
      durations.entries().map(([errorType, duration]) => ({ statement, errorType, duration })),
    );
  }
}
