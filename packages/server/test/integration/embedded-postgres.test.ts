import { expect } from 'chai';
import pg from 'pg';
import { startTemporaryPostgres, type EmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';

describe('the embedded PostgreSQL', () => {
  let postgres: EmbeddedPostgres;

  before(async () => {
    postgres = await startTemporaryPostgres();
  });

  after(() => postgres.stop());

  it('creates each database once, and keeps them apart', async () => {
    const names = ['orders', 'orders', 'Größe "1"'];
    const [orders, again, other] = await Promise.all(names.map((name) => postgres.createDatabase(name)));

    await query(orders!, 'CREATE TABLE notes ()');
    expect(again).to.equal(orders);
    expect(await postgres.createDatabase('orders')).to.equal(orders);
    expect(await query(other!, "SELECT to_regclass('notes')")).to.deep.equal([null]);
    expect(await query(other!, 'SELECT current_database()')).to.deep.equal(['Größe "1"']);
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}
