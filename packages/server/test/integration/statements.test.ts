import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import type { Statement } from '../../src/db/statement.js';

type AnyStatement = Statement<never, Record<string, unknown>>;

const FOLDER = new URL('../../src/db/statements/', import.meta.url);

/** A value of each type that a parameter has; batches are sent empty. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  bigint: 1,
  bytea: Buffer.alloc(32),
  float8: 1,
  int: 1,
  interval: '1 day',
  text: 'x',
  timestamptz: '2026-02-15T00:00:00Z',
  uuid: '019c5f7e-0000-7000-8000-000000000000',
  xid8: '1',
};

/** PostgreSQL's names for types with short names in SQL. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  float8: 'double precision',
  int: 'integer',
  timestamptz: 'timestamp with time zone',
};

function isStatement(exported: unknown): exported is AnyStatement {
  return typeof exported === 'object' && exported !== null && 'valuesOf' in exported;
}

async function allStatements(): Promise<AnyStatement[]> {
  const files = (await readdir(fileURLToPath(FOLDER))).filter((file) => file.endsWith('.ts'));
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, FOLDER).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isStatement));
}

describe('the statements', () => {
  let testDatabase: TestDatabase;
  let client: pg.Client;
  let statements: AnyStatement[];

  before(async () => {
    statements = await allStatements();
    testDatabase = await createTestDatabase();
    client = new pg.Client({ connectionString: testDatabase.url });
    await client.connect();
  });

  after(async () => {
    await client.end();
    await testDatabase.drop();
  });

  /** Runs a statement and rolls it back; returns the columns and types that PostgreSQL describes. */
  async function describedColumns({ text, placeholders }: AnyStatement): Promise<Record<string, string>> {
    const values = placeholders.map(({ type }) => (type.endsWith('[]') ? [] : SAMPLES[type]));
    await client.query('BEGIN');
    const { fields } = await client.query(text, values);
    await client.query('ROLLBACK');
    const { rows } = await client.query<{ types: string[] }>(
      'SELECT ARRAY(SELECT format_type(oid, NULL) FROM unnest($1::oid[]) WITH ORDINALITY AS f (oid, at) ORDER BY at) AS types',
      [fields.map((field) => field.dataTypeID)],
    );
    return Object.fromEntries(fields.map((field, at) => [field.name, rows[0]!.types[at]!]));
  }

  it('return the columns and types that they declare', async () => {
    for (const statement of statements) {
      const declared = Object.entries(statement.columns).map(([name, { sql }]) => [name, FULL_NAMES[sql] ?? sql]);
      expect(await describedColumns(statement), statement.name).to.deep.equal(Object.fromEntries(declared));
    }
  });

  it('have unique names, because prepared statements are identified by name', () => {
    const names = statements.map(({ name }) => name);
    expect(names.length).to.be.greaterThan(20);
    expect(names).to.deep.equal([...new Set(names)]);
  });
});
