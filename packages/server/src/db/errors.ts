import { DatabaseUnavailableError, OutcomeUnknownError, ServiceOverloadedError } from '../domain/dependency-errors.js';
import { DomainError } from '../domain/errors.js';

/** What is known of a statement that failed. */
export type Failure = 'rejected' | 'unreachable' | 'overloaded' | 'connection_lost';

/** Errors of a socket before or while a connection is made: nothing was sent. */
const UNREACHABLE = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'],
  '53100', // disk_full: the statement was rolled back
  '53200', // out_of_memory
  '53300', // too_many_connections
  '53400', // configuration_limit_exceeded
  '57P03', // cannot_connect_now: starting up or shutting down
  '25006', // read_only_sql_transaction: a standby answered
]);

/** The statement was rolled back because it would have had to wait too long. */
const OVERLOADED = new Set([
  '57014', // query_canceled, by statement_timeout
  '55P03', // lock_not_available, by lock_timeout
  '40001', // serialization_failure
  '40P01', // deadlock_detected
]);

/** The connection went away under a statement: it may have been committed. */
const CONNECTION_LOST = new Set([
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P05', // idle_session_timeout
  '08000', // connection_exception, and its kin
  '08003',
  '08006',
  '08007', // transaction_resolution_unknown
]);

const CONNECTION_LOST_TEXT = /connection (terminated|ended|closed)|query read timeout|client has encountered/i;

/** Sorts an error of pg or of the pool by what it says about the statement. */
export function failureOf(error: unknown): Failure {
  const { code, message, name } = error as { code?: string; message?: string; name?: string };
  if (name === 'KnexTimeoutError') return 'overloaded';
  if (code !== undefined && OVERLOADED.has(code)) return 'overloaded';
  if (code !== undefined && UNREACHABLE.has(code)) return 'unreachable';
  if (code !== undefined && CONNECTION_LOST.has(code)) return 'connection_lost';
  if (message !== undefined && CONNECTION_LOST_TEXT.test(message)) return 'connection_lost';
  return 'rejected';
}

/**
 * Turns a failed statement into what the caller may be told. A write whose connection was lost has an unknown outcome;
 * a statement that the database rejected is a fault of ours and is passed on as it is.
 */
export function asDomainError(error: unknown, statement: { readonly writes: boolean }): unknown {
  if (error instanceof DomainError) return error;
  switch (failureOf(error)) {
    case 'overloaded':
      return new ServiceOverloadedError({ cause: error });
    case 'unreachable':
      return new DatabaseUnavailableError({ cause: error });
    case 'connection_lost':
      return statement.writes
        ? new OutcomeUnknownError({ cause: error })
        : new DatabaseUnavailableError({ cause: error });
    case 'rejected':
      return error;
  }
}
