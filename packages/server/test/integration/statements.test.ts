import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { allStatements, sampleValues, type AnyStatement } from '../support/all-statements.js';

/** PostgreSQL's names for types with short names in SQL. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  float8: 'double precision',
  int: 'integer',
  timestamptz: 'timestamp with time zone',
};

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
  async function describedColumns(statement: AnyStatement): Promise<Record<string, string>> {
    await client.query('BEGIN');
    const { fields } = await client.query(statement.text, sampleValues(statement));
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
