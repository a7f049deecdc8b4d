import { DevServiceError } from './embedded/dev-service-error.js';
import { EmbeddedPostgresError } from './embedded/postgres/embedded-postgres-error.js';
import { redact } from './logger.js';
import { WorkerStartError } from './workers.js';

/** What a person can mend in the command line or in the environment: each problem a sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Those that say in a sentence what a person has to know. */
const KNOWN_FAILURES = [DevServiceError, EmbeddedPostgresError, WorkerStartError];

/** Where a listener was to be. */
interface Place {
  readonly port: number | undefined;
  readonly host: string;
}

/** What the system's codes say when a listener is refused, and what to do then. */
const LISTENER_FAILURES: ReadonlyMap<unknown, (place: Place) => string> = new Map([
  ['EADDRINUSE', ({ port, host }) => `Port ${port} of ${host} is taken. End what listens there, or use --port.`],
  ['EACCES', ({ port, host }) => `Port ${port} of ${host} is not for this user. Choose one above 1023 with --port.`],
  ['EADDRNOTAVAIL', ({ host }) => `${host} is no address of this machine. Choose another with --host.`],
  ['ENOTFOUND', ({ host }) => `${host} is no address of this machine. Choose another with --host.`],
]);

/**
 * Returns the lines that tell a person why the program could not start or go on: what is known to be theirs to mend as
 * a sentence, anything else with its stack, because then the fault is ours. Never a password.
 */
export function describeFailure(error: unknown): readonly string[] {
  if (error instanceof UsageError) return error.problems;
  if (KNOWN_FAILURES.some((known) => error instanceof known)) return [(error as Error).message];
  if (!(error instanceof Error)) return [redact(String(error))];

  const { code, syscall, address, port, hostname } = error as SystemError;
  const isListener = syscall === 'listen' || syscall === 'getaddrinfo';
  const sentence = isListener && LISTENER_FAILURES.get(code)?.({ port, host: address ?? hostname ?? '' });
  if (sentence) return [sentence];
  if (isAboutTheDatabase(error)) return [`The database cannot be used: ${redact(reason(error))}. Check DATABASE_URL.`];
  return [redact(error.stack ?? error.message)];
}

interface SystemError extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

/** PostgreSQL's own errors carry a SQLSTATE; the others are failures to connect to it. */
function isAboutTheDatabase(error: Error): boolean {
  const { code = '', syscall } = error as SystemError;
  return syscall === 'connect' || /^[0-9A-Z]{5}$/.test(code) || error instanceof AggregateError;
}

/** An AggregateError, of a name with several addresses, says nothing itself. */
function reason(error: Error): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  return errors.map((one) => (one instanceof Error ? one.message : String(one))).join('; ');
}
