import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { EmailAddresses } from '../ports/import.js';

/** A file that is not what it should be. The message names it and says what is wrong. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
}

/**
 * Reads a CSV file (RFC 4180, UTF-8) with the columns `id` and `email`; other columns are ignored.
 * @throws ImportFileError
 */
export async function readEmails(path: string): Promise<EmailAddresses> {
  const addresses = new Map<number, string>();
  for (const [at, { id = '', email = '' }] of (await readRecords(path)).entries()) {
    if (!/^[1-9]\d{0,15}$/.test(id))
      throw new ImportFileError(`${path}: record ${at + 1} has no id of a user, but '${id}'.`);
    addresses.set(Number(id), email);
  }
  return {
    of: (userIds) => Promise.resolve(new Map(userIds.flatMap((id) => entryOf(id, addresses.get(id))))),
  };
}

function entryOf(id: number, address: string | undefined): [number, string][] {
  return address === undefined ? [] : [[id, address]];
}

async function readRecords(path: string): Promise<Partial<Record<string, string>>[]> {
  let records: Partial<Record<string, string>>[];
  try {
    records = parse(await readFile(path), { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    throw new ImportFileError(`${path} cannot be read as CSV: ${(error as Error).message}`, { cause: error });
  }
  const [first = { id: '', email: '' }] = records;
  if (!('id' in first) || !('email' in first)) throw new ImportFileError(`${path} needs the columns id and email.`);
  return records;
}
