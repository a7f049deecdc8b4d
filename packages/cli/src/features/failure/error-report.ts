import type { ExitCode } from '../../exit-codes.js';

/** The report of an error. */
export interface ErrorReport {
  readonly message: string;
  readonly hints: readonly string[];
  readonly requestId?: string | undefined;
  readonly exitCode: ExitCode;
  /** The object that `-o json` prints: the problem of the service, or an object like it. */
  readonly problem: object;
}
