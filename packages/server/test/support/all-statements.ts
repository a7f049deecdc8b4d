import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Statement } from '../../src/db/statement.js';

export type AnyStatement = Statement<never, Record<string, unknown>>;

const FOLDER = new URL('../../src/db/statements/', import.meta.url);

/** A value of each type that a parameter has; batches are sent empty. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  bigint: 1,
  bytea: Buffer.alloc(32),
  float8: 1,
  json: '{}',
  numeric: '1',
  int: 1,
  interval: '1 day',
  text: 'x',
  timestamptz: '2026-02-15T00:00:00Z',
  uuid: '019c5f7e-0000-7000-8000-000000000000',
  xid8: '1',
};

function isStatement(exported: unknown): exported is AnyStatement {
  return typeof exported === 'object' && exported !== null && 'valuesOf' in exported;
}

/** The statements that the server runs; those of `except` are left out. */
export async function allStatements({ except = [] }: { except?: readonly string[] } = {}): Promise<AnyStatement[]> {
  const files = (await readdir(fileURLToPath(FOLDER))).filter((file) => file.endsWith('.ts') && !except.includes(file));
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, FOLDER).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).flat().filter(isStatement));
}

/** Values with which it can be executed. */
export function sampleValues({ placeholders }: AnyStatement): unknown[] {
  return placeholders.map(({ type }) => (type.endsWith('[]') ? [] : SAMPLES[type]));
}
