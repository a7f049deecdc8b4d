import { AdvisedError, CliError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import type { ErrorReport } from './error-report.js';

/** Describes an error. The SDK is loaded only for errors that are not the command line's own. */
export async function describeError(error: unknown): Promise<ErrorReport> {
  if (error instanceof AdvisedError) {
    return { ...(await describeError(error.cause)), hints: error.hints };
  }
  if (error instanceof CliError) {
    const { message, hints, exitCode, code } = error;
    return { message, hints, exitCode, problem: { code, detail: message, ...(hints.length > 0 ? { hints } : {}) } };
  }
  const { describeSdkError } = await import('./describe-sdk-error.js');
  return describeSdkError(error) ?? describeFault(error);
}

function describeFault(error: unknown): ErrorReport {
  const message = `This is a bug in orders: ${error instanceof Error ? error.message : String(error)}`;
  return {
    message,
    hints: ['Please report it, with what --debug prints.'],
    exitCode: EXIT.failure,
    problem: { code: 'internal', detail: message },
  };
}
