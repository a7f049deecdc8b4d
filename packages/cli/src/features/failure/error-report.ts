import type { ExitCode } from '../../exit-codes.js';

/** A failure, ready to be reported. */
export interface ErrorReport {
  readonly message: string;
  readonly hints: readonly string[];
  readonly requestId?: string | undefined;
  readonly exitCode: ExitCode;
  /** What `-o json` prints: the service's problem document, or one made like it. */
  readonly problem: object;
}
