import { EXIT, exitCodeForStatus, type ExitCode } from './exit-codes.js';

export interface CliErrorOptions {
  /** What to do next: each a command or a sentence. */
  readonly hints?: readonly string[];
  readonly cause?: unknown;
}

/** An error that the user can act on. Any other thrown error is a bug in the command line. */
export abstract class CliError extends Error {
  abstract readonly exitCode: ExitCode;
  /** Stable name of the failure, for `-o json`. */
  abstract readonly code: string;
  readonly hints: readonly string[];

  constructor(message: string, { hints = [], cause }: CliErrorOptions = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.hints = hints;
  }
}

/** The command line is invalid; nothing has been sent. */
export class UsageError extends CliError {
  readonly exitCode = EXIT.usage;
  readonly code = 'usage';
}

/** There is no valid token to send. */
export class NotLoggedInError extends CliError {
  readonly exitCode = EXIT.notPermitted;
  readonly code = 'not_logged_in';
}

/** A file or the keyring cannot be used. */
export class FileError extends CliError {
  readonly exitCode = EXIT.failure;
  readonly code = 'file';
}

/** Interrupted by Ctrl-C, or a prompt was declined. */
export class InterruptedError extends CliError {
  readonly exitCode = EXIT.interrupted;
  readonly code = 'interrupted';
}

/** A bulk command failed for some of its tasks; the report has been printed. */
export class PartialFailureError extends CliError {
  readonly exitCode = EXIT.failure;
  readonly code = 'partial_failure';
}

/** A check of `orders doctor` failed; the findings have been printed. */
export class UnhealthyError extends CliError {
  readonly exitCode = EXIT.failure;
  readonly code = 'unhealthy';
}

/** The service cannot be reached or cannot serve. */
export class UnavailableError extends CliError {
  readonly exitCode = EXIT.unavailable;
  readonly code = 'unavailable';
}

/** The service answered a request of `orders api` with an error status; its body has been printed. */
export class HttpStatusError extends CliError {
  readonly exitCode: ExitCode;
  readonly code = 'refused';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
    this.exitCode = exitCodeForStatus(status);
  }
}

/** An error of the SDK, its `cause`, with hints for this command. */
export class AdvisedError extends CliError {
  readonly exitCode = EXIT.failure;
  readonly code = 'advised';
}
