import pg from 'pg';
import {
  DatabaseUnavailableError,
  LaneElsewhereError,
  OutcomeUnknownError,
  SchemaNotReadyError,
  ServiceOverloadedError,
} from '../ports/dependency-errors.js';
import { DomainError } from '../domain/errors.js';
import { LANE_ELSEWHERE } from './migrations/0001_initial/lanes.js';

/**
 * What is known of a statement that failed. `unavailable`, `read_only`, `forbidden`, `overloaded`, `schema` (it names
 * something that the database does not have), `elsewhere` (another cell holds the lane) and `rejected`: it was rolled back.
 * `connection_lost`: it may have been committed. `fault`: an error in this program.
 */
export type Failure =
  | 'unavailable'
  | 'read_only'
  | 'forbidden'
  | 'overloaded'
  | 'schema'
  | 'elsewhere'
  | 'rejected'
  | 'connection_lost'
  | 'fault';

export const READ_ONLY = 'The database is read-only';

/** Codes of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html); all others reject a statement. */
const FAILURES: Readonly<Record<string, Failure>> = {
  '53100': 'unavailable', // disk_full
  '53200': 'unavailable', // out_of_memory
  '53300': 'unavailable', // too_many_connections
  '53400': 'unavailable', // configuration_limit_exceeded
  '57P03': 'unavailable', // cannot_connect_now: starting up or shutting down
  '25006': 'read_only', // read_only_sql_transaction
  '42501': 'forbidden', // insufficient_privilege
  '57014': 'overloaded', // query_canceled, by statement_timeout
  '55P03': 'overloaded', // lock_not_available, by lock_timeout
  '40001': 'overloaded', // serialization_failure
  '40P01': 'overloaded', // deadlock_detected
  '42P01': 'schema', // undefined_table
  '42703': 'schema', // undefined_column
  '42704': 'schema', // undefined_object
  '42883': 'schema', // undefined_function, and an operator for columns of other types
  '42804': 'schema', // datatype_mismatch
  '42846': 'schema', // cannot_coerce
  '42P10': 'schema', // invalid_column_reference: no such unique constraint
  '3F000': 'schema', // invalid_schema_name
  [LANE_ELSEWHERE]: 'elsewhere',
  '57P01': 'connection_lost', // admin_shutdown
  '57P02': 'connection_lost', // crash_shutdown
  '57P05': 'connection_lost', // idle_session_timeout
  '08000': 'connection_lost', // connection_exception, and its kin
  '08003': 'connection_lost',
  '08006': 'connection_lost',
  '08007': 'connection_lost', // transaction_resolution_unknown
};

/** Sorts an error of `client.query`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof pg.DatabaseError) return FAILURES[error.code ?? ''] ?? 'rejected';
  // pg throws plain errors, and those of sockets, for a connection that broke or did not answer in time. A value that
  // could not be sent, or not be read, throws one of JavaScript's own.
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  return isOurs ? 'fault' : 'connection_lost';
}

/**
 * The domain error for a failed statement. Where there is none, the error itself: the database rejected the statement, or
 * the fault is in this program.
 */
export function asDomainError(error: unknown, statement: { readonly writes: boolean }): unknown {
  if (error instanceof DomainError) return error;
  switch (failureOf(error)) {
    case 'unavailable':
      return new DatabaseUnavailableError({ cause: error });
    case 'read_only':
      return new DatabaseUnavailableError({ cause: error, reason: READ_ONLY });
    case 'forbidden':
      return new DatabaseUnavailableError({
        cause: error,
        reason: 'The database denies this to the role of the service',
      });
    case 'schema':
      return new SchemaNotReadyError({ cause: error });
    case 'elsewhere':
      return new LaneElsewhereError({ cause: error });
    case 'overloaded':
      return new ServiceOverloadedError({ cause: error });
    case 'connection_lost':
      return statement.writes
        ? new OutcomeUnknownError({ cause: error })
        : new DatabaseUnavailableError({ cause: error });
    case 'rejected':
    case 'fault':
      return error;
  }
}

/** PostgreSQL's code (SQLSTATE) of a failed statement, or of the cause of a domain error. */
export function sqlStateOf(error: unknown): string | undefined {
  const failure = error instanceof DomainError ? error.cause : error;
  return failure instanceof pg.DatabaseError ? failure.code : undefined;
}

/** Whether a statement was rolled back because another row has the values of one in this unique index. */
export function isUniqueViolation(error: unknown, index: string): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === index;
}

/** Whether a statement was rolled back for a reason that may be in one of its rows: a value, a lane, or a lock. */
export function mayBeOneRowsFault(error: unknown): boolean {
  const rejection =
    error instanceof ServiceOverloadedError || error instanceof LaneElsewhereError ? error.cause : error;
  return rejection instanceof pg.DatabaseError;
}
