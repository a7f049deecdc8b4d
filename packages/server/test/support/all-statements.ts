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

export interface StatementsOptions {
  /** Files to leave out. */
  readonly except?: readonly string[];
  /** By default the sources of this version. */
  readonly folder?: URL;
}

/** The statements that the server runs. */
export async function allStatements({ except = [], folder = FOLDER }: StatementsOptions = {}): Promise<AnyStatement[]> {
  const isModule = (file: string): boolean => /(?<!\.d)\.[tj]s$/.test(file) && !except.includes(file);
  const files = (await readdir(fileURLToPath(folder))).filter(isModule);
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).flat().filter(isStatement));
}

/** Values with which it can be executed. */
export function sampleValues({ placeholders }: AnyStatement): unknown[] {
  return placeholders.map(({ type }) => (type.endsWith('[]') ? [] : SAMPLES[type]));
}
