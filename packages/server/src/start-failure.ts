import { DevServiceError } from './embedded/dev-service-error.js';
import { EmbeddedPostgresError } from './embedded/embedded-postgres-error.js';
import { redact } from './logger.js';

/** What a person can mend in the command line or in the environment: each problem a sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** What the system says when a port cannot be bound, and what to do then. */
const PORT_FAILURES: ReadonlyMap<unknown, (where: string) => string> = new Map([
  ['EADDRINUSE', (where) => `${where} is taken. Stop what listens there, or choose another port with --port.`],
  ['EACCES', (where) => `This user may not bind ${where}. Choose a port above 1023 with --port.`],
  ['EADDRNOTAVAIL', (where) => `${where} is no address of this machine. Choose another with --host.`],
  ['ENOTFOUND', (where) => `${where} is no address of this machine. Choose another with --host.`],
]);

/**
 * Returns the lines that tell a person why the program could not start or go on: what is known to be theirs to mend as
 * a sentence, anything else with its stack, because then the fault is ours. Never a password.
 */
export function describeFailure(error: unknown): readonly string[] {
  if (error instanceof UsageError) return error.problems;
  if (error instanceof DevServiceError || error instanceof EmbeddedPostgresError) return [error.message];
  if (!(error instanceof Error)) return [redact(String(error))];

  const { code, syscall, address, port, hostname } = error as SystemError;
  if (syscall === 'listen' || syscall === 'getaddrinfo' || syscall === 'bind') {
    const where = port === undefined ? (address ?? hostname ?? '') : `Port ${port}${address ? ` of ${address}` : ''}`;
    const sentence = PORT_FAILURES.get(code)?.(where);
    if (sentence !== undefined) return [sentence];
  }
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
