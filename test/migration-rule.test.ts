import { expect } from 'chai';
import { MIGRATIONS } from '../packages/server/src/db/migrations/list.js';
import type { Migration } from '../packages/server/src/db/migrations/migration.js';
import type { Step } from '../packages/server/src/db/migrations/step.js';
import { sampleValues } from '../packages/server/test/support/all-statements.js';
import { describeRefusal } from './migration-rule/findings.js';
import { readReleasedProgram, type ReleasedProgram } from './migration-rule/released-program.js';
import { judgeMigrations } from './migration-rule/rule.js';
import { createConnectedDatabase, type ConnectedDatabase } from './services/postgres.js';

describe('The rule for migrations', () => {
  let released: ReleasedProgram;
  before(async () => {
    released = await readReleasedProgram();
  });

  const refusals = async (...steps: Step[]): Promise<string[]> =>
    (await judgeMigrations([{ name: '9000_planted', steps }], released)).map(describeRefusal);
  const inTransaction = (...statements: string[]): Step => ({ kind: 'transaction', statements });

  it('accepts every migration that is not released yet', async () => {
    const found = (await judgeMigrations(MIGRATIONS, released)).map(describeRefusal);
    expect(found, found.join('\n')).to.deep.equal([]);
  });

  it('names the migration, the line, the problem, and what to do instead', async () => {
    const planted: Migration = {
      name: '9000_planted',
      statements: ['CREATE TABLE a (b text); -- ü', '\n  -- by total\n  CREATE INDEX x\n    ON orders (total_amount);'],
    };
    const [refusal] = await judgeMigrations([planted], released);
    expect(describeRefusal(refusal!)).to.equal(
      '9000_planted, line 5: CREATE INDEX x\n  Writes wait while an index is built. Instead: a step of the kind create-index.',
    );
  });

  describe('refuses what keeps requests waiting', () => {
    for (const [sql, problem] of [
      ['ALTER TABLE orders ADD COLUMN a uuid DEFAULT gen_random_uuid()', /volatile default writes orders anew/],
      ['ALTER TABLE orders ADD COLUMN a text DEFAULT lower(random()::text)', /volatile default/],
      ['ALTER TABLE orders ADD COLUMN a bigserial', /computed values/],
      ['ALTER TABLE orders ADD COLUMN a int GENERATED ALWAYS AS (version + 1) STORED', /computed values/],
      ['ALTER TABLE orders ADD COLUMN a int UNIQUE', /builds an index while orders is locked/],
      ['ALTER TABLE orders ADD COLUMN a bigint REFERENCES orders (id)', /constraint of a new column reads orders/],
      ['ALTER TABLE orders ADD CONSTRAINT c CHECK (version < 1000)', /reads orders under an exclusive lock.*NOT VALID/],
      ['ALTER TABLE outbox ADD FOREIGN KEY (order_id) REFERENCES orders (id)', /reads outbox while writes wait/],
      ['ALTER TABLE orders ADD CONSTRAINT c UNIQUE (reference)', /builds an index/],
      ['ALTER TABLE orders ALTER COLUMN version TYPE bigint', /another type writes orders anew/],
      ['ALTER TABLE orders ALTER COLUMN reference SET NOT NULL', /SET NOT NULL reads orders/],
      ['ALTER TABLE orders SET UNLOGGED', /SetUnLogged writes orders anew/],
      ['ALTER TABLE orders VALIDATE CONSTRAINT orders_version_check', /holds its other locks while it reads orders/],
      ['ALTER TABLE orders ATTACH PARTITION p DEFAULT', /not known to this rule/],
      ['CREATE INDEX x ON orders (reference)', /Writes wait while an index is built/],
      ['CREATE INDEX CONCURRENTLY x ON orders (reference)', /cannot be built in a transaction/],
      ['DROP INDEX orders_newest', /kind drop-index/],
      ['UPDATE orders SET metadata = NULL', /kind fill/],
      ['DELETE FROM order_events', /kind fill/],
      ['TRUNCATE idempotency_keys', /TRUNCATE/],
      ['LOCK TABLE orders', /LOCK TABLE keeps requests waiting/],
      ['CLUSTER orders USING orders_newest', /not known to this rule/],
      ['REINDEX TABLE orders', /not known to this rule/],
      ['DO $$ BEGIN DELETE FROM orders; END $$', /cannot read a DO block/],
    ] as const) {
      it(sql, async () => {
        const found = await refusals(inTransaction(sql));
        expect(found).to.have.lengthOf(1);
        expect(found[0]).to.match(problem);
      });
    }
  });

  describe('refuses what breaks the released version', () => {
    for (const [sql, problem] of [
      ['ALTER TABLE orders DROP COLUMN metadata', /uses orders\.metadata/],
      ['ALTER TABLE orders RENAME COLUMN metadata TO entries', /uses orders\.metadata/],
      ['ALTER TABLE outbox RENAME TO queue', /uses the table outbox/],
      ['DROP TABLE idempotency_keys', /uses the table idempotency_keys/],
      ['DROP TABLE order_search CASCADE', /CASCADE/],
      ['DROP FUNCTION feed_position_before(timestamptz)', /uses the function feed_position_before/],
      ['ALTER FUNCTION order_search_term(text, text) RENAME TO term', /uses the function order_search_term/],
      ['ALTER TABLE orders ADD COLUMN a text NOT NULL', /without a DEFAULT breaks inserts/],
    ] as const) {
      it(sql, async () => {
        const found = await refusals(inTransaction(sql));
        expect(found).to.have.lengthOf(1);
        expect(found[0]).to.match(problem);
      });
    }

    it('and a column that may not be null, which the released version does not fill', async () => {
      const found = await refusals(
        inTransaction('ALTER TABLE orders ADD COLUMN a text'),
        inTransaction('ALTER TABLE orders ADD CONSTRAINT a CHECK (a IS NOT NULL) NOT VALID'),
        { kind: 'validate', table: 'orders', constraint: 'a' },
        inTransaction('ALTER TABLE orders ALTER COLUMN a SET NOT NULL'),
      );
      expect(found).to.have.lengthOf(2);
      for (const refusal of found)
        expect(refusal).to.match(/inserts rows without orders\.a\. Instead: give the column a DEFAULT/);
    });
  });

  it('accepts each of the kinds that a busy database takes', async () => {
    const found = await refusals(
      inTransaction('ALTER TABLE orders ADD COLUMN a text', "ALTER TABLE orders ALTER COLUMN a SET DEFAULT 'x'"),
      inTransaction(
        "ALTER TABLE orders ADD COLUMN b text NOT NULL DEFAULT 'x', ADD COLUMN c timestamptz DEFAULT now()",
      ),
      { kind: 'fill', table: 'orders', key: 'id', set: "a = 'y'", where: 'a IS NULL' },
      inTransaction('ALTER TABLE orders ADD CONSTRAINT a CHECK (a IS NOT NULL) NOT VALID'),
      { kind: 'validate', table: 'orders', constraint: 'a' },
      inTransaction('ALTER TABLE orders ALTER COLUMN a SET NOT NULL', 'ALTER TABLE orders DROP CONSTRAINT a'),
      { kind: 'create-index', name: 'orders_a', on: 'orders (a, id)', unique: true },
      inTransaction('ALTER TABLE orders ADD CONSTRAINT orders_a UNIQUE USING INDEX orders_a'),
      inTransaction('CREATE TABLE parcels (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id))'),
      inTransaction('CREATE INDEX parcels_order ON parcels (order_id)', 'UPDATE parcels SET order_id = 1'),
      inTransaction('ALTER TABLE parcels ALTER COLUMN order_id TYPE text', 'DROP TABLE parcels'),
      inTransaction("INSERT INTO order_status_transitions VALUES ('a', 'b')", 'DELETE FROM order_status_transitions'),
      inTransaction('CREATE OR REPLACE FUNCTION reject_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$'),
      inTransaction('DROP TRIGGER orders_no_truncate ON orders', 'ALTER TABLE orders DROP COLUMN of_no_version'),
      { kind: 'drop-index', name: 'orders_a' },
    );
    expect(found, found.join('\n')).to.deep.equal([]);
  });
});

describe('The statements of the released version', () => {
  let released: ReleasedProgram;
  let database: ConnectedDatabase;

  before(async () => {
    released = await readReleasedProgram();
    database = await createConnectedDatabase();
  });
  after(() => database.drop());

  /** Those that fail after `sql`, which is rolled back. */
  async function failing(sql = ''): Promise<string[]> {
    const names: string[] = [];
    for (const statement of released.statements) {
      await database.client.query('BEGIN');
      await database.client.query(sql);
      await database.client.query(statement.text, sampleValues(statement)).catch(() => names.push(statement.name));
      await database.client.query('ROLLBACK');
    }
    return names;
  }

  it('all run on the schema of this version', async () => {
    expect(released.statements.length).to.be.greaterThan(20);
    expect(await failing()).to.deep.equal([]);
  });

  it('would not without a column that one of them needs', async () => {
    expect(await failing('ALTER TABLE unacknowledged_orders DROP COLUMN fingerprint')).to.not.be.empty;
  });
});
