import { EXIT, exitCodeForStatus, type ExitCode } from './exit-codes.js';

export interface CliErrorOptions {
  /** What to do next: commands to type or a sentence, one a line. */
  readonly hints?: readonly string[];
  readonly cause?: unknown;
}

/** A failure that a person can do something about; anything else that is thrown is a fault of ours. */
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

/** The command line is not right; nothing has been sent. */
export class UsageError extends CliError {
  readonly exitCode = EXIT.usage;
  readonly code = 'usage';
}

/** There is no token to send. */
export class NotLoggedInError extends CliError {
  readonly exitCode = EXIT.notPermitted;
  readonly code = 'not_logged_in';
}

/** A file of ours, or one that was named, cannot be used. */
export class FileError extends CliError {
  readonly exitCode = EXIT.failure;
  readonly code = 'file';
}

/** Ctrl-C, in a prompt or while something ran. */
export class InterruptedError extends CliError {
  readonly exitCode = EXIT.interrupted;
  readonly code = 'interrupted';
}

/** A command that worked through many things and could not do all of them; the report has been printed. */
export class PartialFailureError extends CliError {
  readonly exitCode = EXIT.failure;
  readonly code = 'partial_failure';
}

/** `orders doctor` found something that is broken; the findings have been printed. */
export class UnhealthyError extends CliError {
  readonly exitCode = EXIT.failure;
  readonly code = 'unhealthy';
}

/** Something that this command needs is not installed, or did not work. */
export class UnavailableError extends CliError {
  readonly exitCode = EXIT.unavailable;
  readonly code = 'unavailable';
}

/** The service answered a request of `orders api` with an error status; its body has been printed. */
export class RefusedError extends CliError {
  readonly exitCode: ExitCode;
  readonly code = 'refused';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
    this.exitCode = exitCodeForStatus(status);
  }
}

/** The service's refusal, together with what to do about it. `cause` is the SDK's error. */
export class AdvisedError extends CliError {
  readonly exitCode = EXIT.failure;
  readonly code = 'advised';
}
