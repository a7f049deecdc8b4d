import {
  AbortedError,
  ApiError,
  ConfigurationError,
  ConnectionError,
  OrderServiceError,
  TimeoutError,
} from '@order-service/sdk';
import { adviceFor } from './advice.js';
import { connectionAdvice } from '../../session/connection-advice.js';
import { EXIT, exitCodeForStatus, type ExitCode } from '../../exit-codes.js';
import type { ErrorReport } from './error-report.js';
import { describeUnsupported } from './unsupported-filters.js';

const OUTCOME_UNKNOWN = 'It is not known whether the change was made: check with orders list before you repeat it.';

/** Describes an error of the SDK; undefined for any other error. */
export function describeSdkError(error: unknown): ErrorReport | undefined {
  if (error instanceof ApiError) {
    return {
      message: error.message,
      hints: adviceFor(error),
      ...(error.code === 'filter_not_supported' && describeUnsupported(error)),
      requestId: error.problem.request_id,
      exitCode: exitCodeForStatus(error.status),
      problem: error.problem,
    };
  }
  if (!(error instanceof OrderServiceError)) return undefined;
  if (error instanceof AbortedError && !error.outcomeUnknown) return INTERRUPTED;
  const { code, exitCode, hints } = kindOf(error);
  const allHints = error.outcomeUnknown ? [OUTCOME_UNKNOWN] : hints;
  return {
    message: error.message,
    hints: allHints,
    requestId: error.attempts > 0 ? error.requestId : undefined,
    exitCode,
    problem: { code, detail: error.message, ...(allHints.length > 0 ? { hints: allHints } : {}) },
  };
}

const INTERRUPTED: ErrorReport = {
  message: 'Interrupted.',
  hints: [],
  exitCode: EXIT.interrupted,
  problem: { code: 'interrupted', detail: 'Interrupted.' },
};

interface Kind {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hints: readonly string[];
}

function connectionHints(error: ConnectionError): readonly string[] {
  const advice = connectionAdvice(error);
  return advice.length > 0 ? advice : ['orders dev   starts a service here'];
}

function kindOf(error: OrderServiceError): Kind {
  if (error instanceof AbortedError) return { code: 'interrupted', exitCode: EXIT.interrupted, hints: [] };
  if (error instanceof ConfigurationError) return { code: 'usage', exitCode: EXIT.usage, hints: ['orders --help'] };
  if (error instanceof ConnectionError) {
    return { code: 'connection_failed', exitCode: EXIT.unavailable, hints: connectionHints(error) };
  }
  if (error instanceof TimeoutError) {
    const hints = ['--timeout <span> changes how long orders waits.', 'orders health'];
    return { code: 'timeout', exitCode: EXIT.unavailable, hints };
  }
  return { code: 'unexpected_response', exitCode: EXIT.unavailable, hints: ['Is this the URL of an order service?'] };
}
