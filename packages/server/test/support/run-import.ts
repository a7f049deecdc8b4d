import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportOptions } from '../../src/command-line.js';
import { importCommand } from '../../src/import-command.js';

export interface ImportRun {
  /** What it printed. */
  readonly printed: string;
  /** Whether both databases are equal. */
  readonly equal: boolean;
}

export interface ImportUrls {
  readonly databaseUrl: string;
  readonly sourceUrl: string;
  readonly usersUrl?: string | undefined;
}

/** Runs an import in this process. It writes the orders that it rejects into `folder`. */
export async function runImport(
  folder: string,
  { databaseUrl, sourceUrl, usersUrl }: ImportUrls,
  options: Partial<ImportOptions> = {},
): Promise<ImportRun> {
  let printed = '';
  const equal = await importCommand(
    { databaseUrl, sourceUrl, usersUrl },
    {
      ...{ dryRun: false, publish: false, schema: 'public', referenceColumn: undefined, emails: undefined, ...options },
      rejected: join(folder, 'rejected.ndjson'),
    },
    { write: (text) => (printed += text), report: () => undefined },
  );
  return { printed, equal };
}

export interface RejectedLine {
  readonly order_id: number;
  readonly reasons: readonly string[];
}

/** The orders that the last import in `folder` rejected. */
export async function rejectedOrders(folder: string): Promise<RejectedLine[]> {
  const lines = (await readFile(join(folder, 'rejected.ndjson'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as RejectedLine);
}
