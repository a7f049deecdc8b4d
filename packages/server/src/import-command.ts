import type { ImportOptions } from './command-line.js';
import { startTogether, type StartedParts } from './concurrency/started-parts.js';
import type { ImportConfig } from './config.js';
import { connect, type ConnectOptions } from './db/connection.js';
import { createDatabaseHealth } from './db/database-health.js';
import { ImportSourceError, withImportSource } from './db/import-source.js';
import { createImportTarget } from './db/import-target.js';
import { createUserEmails } from './db/import-users.js';
import { importOrders, MAX_CONCURRENT_WRITES } from './importing/import-orders.js';
import { countLines, verificationLines } from './importing/import-report.js';
import { readEmails } from './importing/read-emails.js';
import { createRejectedFile, type RejectedFile } from './importing/rejected-file.js';
import { verifyImport } from './importing/verify-import.js';
import type { EmailAddresses, ImportSource, ImportTarget } from './ports/import.js';

/** A large table is sorted before its first row is read. */
const STATEMENT_TIMEOUT_MS = 30 * 60_000;
const PROGRESS_EVERY = 100_000;

export interface ImportOutput {
  /** Writes the result. */
  readonly write: (text: string) => void;
  /** Writes progress. */
  readonly report: (text: string) => void;
}

/**
 * Imports the orders of the service that this one replaces, and compares both databases afterwards.
 * @returns whether every order that was not rejected is equal in both
 * @throws ImportSourceError, ImportFileError, or the error of a database
 */
export async function importCommand(
  config: ImportConfig,
  options: ImportOptions,
  output: ImportOutput,
): Promise<boolean> {
  return await startTogether(async (parts) => {
    const database = open(parts, config.databaseUrl, { maxConnections: MAX_CONCURRENT_WRITES + 1 });
    if ((await createDatabaseHealth(database).database()).migrations !== 'current')
      throw new ImportSourceError('The schema of DATABASE_URL is not current. Run order-service migrate first.');
    const source = open(parts, config.sourceUrl, { ofAnotherProgram: true });
    const emails = await emailAddresses(parts, config, options);
    const rejected = createRejectedFile(options.rejected);
    parts.onStop(() => rejected.close());

    const equal = await withImportSource(source, options, (source) =>
      importFrom({ source, target: createImportTarget(database), emails, rejected }, options, output),
    );
    await parts.stop();
    return equal;
  });
}

interface ImportOrdersParts {
  readonly source: ImportSource;
  readonly target: ImportTarget;
  readonly emails: EmailAddresses;
  readonly rejected: RejectedFile;
}

/** Imports, verifies and reports. Returns whether every order that was not rejected is equal in both. */
export async function importFrom(
  { source, target, emails, rejected }: ImportOrdersParts,
  options: ImportOptions,
  output: ImportOutput,
): Promise<boolean> {
  const { counts, left } = await importOrders(
    { source, target, emails, onRejected: (order) => rejected.add(order), onProgress: progressOf(source, output) },
    options,
  );
  output.write(countLines(counts, options));
  if (rejected.count > 0) output.write(`Why not is in ${options.rejected}, a line an order.\n`);
  if (options.dryRun) return true;
  const verification = await verifyImport(source, target, left);
  output.write(`\n${verificationLines(verification)}`);
  return verification.differing === 0;
}

function open(
  parts: StartedParts,
  url: string,
  options: Pick<ConnectOptions, 'ofAnotherProgram' | 'maxConnections'> = {},
) {
  const database = connect({
    maxConnections: 2,
    ...options,
    url,
    applicationName: 'order-service import',
    planCacheMode: 'auto',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  parts.onStop(() => database.close());
  return database;
}

/** Where the addresses of users are read from. */
export async function emailAddresses(
  parts: StartedParts,
  { usersUrl }: Pick<ImportConfig, 'usersUrl'>,
  { emails }: ImportOptions,
): Promise<EmailAddresses> {
  if (emails !== undefined) return await readEmails(emails);
  if (usersUrl !== undefined) return createUserEmails(open(parts, usersUrl, { ofAnotherProgram: true }));
  return { of: () => Promise.resolve(new Map()) };
}

function progressOf({ orders }: ImportSource, { report }: ImportOutput) {
  let reported = 0;
  return (kind: 'orders' | 'events', read: number): void => {
    if (read < reported) reported = 0; // the next kind
    if (read < reported + PROGRESS_EVERY) return;
    reported = read;
    const of = kind === 'orders' ? ` of ${orders.toLocaleString('en-US')}` : '';
    report(`${read.toLocaleString('en-US')}${of} ${kind}\n`);
  };
}
