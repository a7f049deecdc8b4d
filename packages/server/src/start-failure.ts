import { CertificateError } from './certificates/explain-tls-failure.js';
import { DomainError } from './domain/errors.js';
import { ImportSourceError } from './db/import-source.js';
import { UnusableDatabaseError } from './db/unusable-database-error.js';
import { DevServiceError } from './embedded/dev-service-error.js';
import { EmbeddedPostgresError } from './embedded/postgres/embedded-postgres-error.js';
import { ImportFileError } from './importing/read-emails.js';
import { CellsFileError } from './lanes/cells-file.js';
import { ListenerError } from './open-listener.js';
import { redact } from './logger.js';
import { TelemetryPackagesError } from './telemetry/telemetry-packages.js';
import { WorkerStartError } from './workers.js';

/** The configuration is invalid. Each problem is a sentence that says how to correct it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Errors whose message explains the failure and what to do. */
const EXPLAINED_ERRORS = [
  CellsFileError,
  CertificateError,
  DevServiceError,
  EmbeddedPostgresError,
  ImportFileError,
  ImportSourceError,
  TelemetryPackagesError,
  UnusableDatabaseError,
  WorkerStartError,
];

/** The system's error codes for a listener that cannot be opened: what they mean, and what to do. */
const LISTENER_FAILURES: ReadonlyMap<string | undefined, (error: ListenerError) => string> = new Map([
  [
    'EADDRINUSE',
    ({ port, host }) => `Port ${port} of ${host} is taken. Stop the program that listens there, or use --port.`,
  ],
  [
    'EACCES',
    ({ port, host }) => `This user may not listen on port ${port} of ${host}. Choose one above 1023 with --port.`,
  ],
  ['EADDRNOTAVAIL', ({ host }) => `${host} is not an address of this machine. Choose another with --host.`],
  ['ENOTFOUND', ({ host }) => `${host} is not an address of this machine. Choose another with --host.`],
  ['EAI_AGAIN', ({ host }) => `${host} is not an address of this machine. Choose another with --host.`],
]);

/**
 * Describes why the program could not start or continue. Failures that the user can correct are explained in a sentence;
 * others are bugs, and have their stack. Passwords are redacted.
 */
export function describeFailure(error: unknown): readonly string[] {
  if (error instanceof UsageError) return error.problems;
  if (EXPLAINED_ERRORS.some((type) => error instanceof type)) return [(error as Error).message];
  if (!(error instanceof Error)) return [redact(String(error))];
  if (error instanceof DomainError && error.cause !== undefined) return describeFailure(error.cause);
  const sentence = error instanceof ListenerError && LISTENER_FAILURES.get(error.code)?.(error);
  if (sentence) return [sentence];
  if (isDatabaseError(error)) return [`The database cannot be used: ${redact(reason(error))}. Check DATABASE_URL.`];
  return [redact(error.stack ?? error.message)];
}

/** Errors of PostgreSQL have a SQLSTATE as their code; the others are failures to find its host and to connect. */
function isDatabaseError(error: Error): boolean {
  if (error instanceof ListenerError) return false;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  const isConnecting = syscall === 'connect' || syscall === 'getaddrinfo';
  return isConnecting || /^[0-9A-Z]{5}$/.test(code) || error instanceof AggregateError;
}

/** The AggregateError of a host name with several addresses has no message of its own. */
function reason(error: Error): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  return errors.map((one) => (one instanceof Error ? one.message : String(one))).join('; ');
}
