import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import type pg from 'pg';
import ts from 'typescript';
import { createInbox, createInboxTable } from '../../examples/inbox-pg.js';
import { createSpendingProjection, createSpendingTables } from '../../examples/knex-projection.js';
import { EventAheadError, orderedConsumer, type OrderEvent } from '../../src/index.js';

/** A documented recipe for processing every event once and in order. */
export interface Recipe {
  readonly name: string;
  /** Creates the tables. What processing an event does is logged in `notices`, in the order of its `id`. */
  prepare(knex: Knex, pool: pg.Pool): Promise<void>;
  /** Processes one event in a transaction of its own. */
  consumer(knex: Knex, pool: pg.Pool): (event: OrderEvent) => Promise<unknown>;
}

const text = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

/** Transactions last a little, so that those of two consumers overlap. */
async function createTables(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE seen_orders (order_id bigint PRIMARY KEY, version bigint NOT NULL);
    CREATE TABLE notices (id bigint GENERATED ALWAYS AS IDENTITY, order_id bigint NOT NULL, version int NOT NULL);
    CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_sleep(0.02);
      RETURN NULL;
    END $$;
    CREATE TRIGGER take_time AFTER INSERT ON notices FOR EACH ROW EXECUTE FUNCTION take_time()`);
}

type Consume = (event: OrderEvent, transaction: Knex.Transaction) => Promise<unknown>;

/** The code of the SDK's README, as it stands there. */
async function readmeConsumer(): Promise<Consume> {
  const block = [...text('packages/sdk/README.md').matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code = '']) => code)
    .find((code) => code.includes('orderedConsumer<'));
  const declaration = /const consume = [\s\S]*?\n}\);\n/.exec(block ?? '')?.[0];
  if (declaration === undefined) throw new Error('The README of the SDK no longer shows orderedConsumer.');
  const program = `export default (orderedConsumer) => { ${declaration} return consume; };`;
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(program, { compilerOptions: options });
  const module = (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)) as {
    default(given: typeof orderedConsumer): Consume;
  };
  return module.default(orderedConsumer);
}

const readme: Recipe = {
  name: 'packages/sdk/README.md',
  prepare: createTables,
  consumer: (knex) => {
    const consume = readmeConsumer();
    return async (event) => {
      const given = await consume;
      return knex.transaction<unknown>((transaction) => given(event, transaction));
    };
  },
};

const events: Recipe = {
  name: 'docs/events.md',
  prepare: createTables,
  consumer: (_, pool) => {
    const sql = /## Order and redelivery[\s\S]*?```sql\n([\s\S]*?)```/.exec(text('docs/events.md'))?.[1] ?? '';
    const [insert = '', update = ''] = sql.split(';').map((statement) => statement.trim());
    return async ({ order_version: version, data: { order_id: orderId } }) => {
      const connection = await pool.connect();
      let failure: Error | undefined;
      const onError = (error: Error) => void (failure = error);
      connection.on('error', onError);
      try {
        await connection.query('BEGIN');
        await connection.query(insert, [orderId]);
        const { rowCount } = await connection.query(update, [orderId, version]);
        if (rowCount === 1) {
          await connection.query('INSERT INTO notices (order_id, version) VALUES ($1, $2)', [orderId, version]);
        } else {
          const { rows } = await connection.query<{ version: string }>(
            'SELECT version FROM seen_orders WHERE order_id = $1',
            [orderId],
          );
          const last = Number(rows[0]?.version);
          if (last < version) throw new EventAheadError(orderId, last + 1, version);
        }
        await connection.query('COMMIT');
      } catch (error) {
        await connection.query('ROLLBACK').catch((reason: unknown) => (failure = reason as Error));
        throw error;
      } finally {
        connection.off('error', onError);
        connection.release(failure);
      }
    };
  },
};

/** Its effect on an order is the status: version 1 is the first of the life of an order, and so on. */
const projection: Recipe = {
  name: 'packages/sdk/examples/knex-projection.ts',
  async prepare(knex) {
    await createTables(knex);
    await createSpendingTables(knex);
    await knex.raw(`
      CREATE FUNCTION log_status() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO notices (order_id, version)
        VALUES (NEW.order_id, array_position(ARRAY['pending', 'confirmed', 'shipped', 'delivered'], NEW.status));
        RETURN NULL;
      END $$;
      CREATE TRIGGER log_status AFTER INSERT OR UPDATE ON spending_orders FOR EACH ROW EXECUTE FUNCTION log_status()`);
  },
  consumer: (knex) => createSpendingProjection(knex),
};

const inbox: Recipe = {
  name: 'packages/sdk/examples/inbox-pg.ts',
  async prepare(knex, pool) {
    await createTables(knex);
    await createInboxTable(pool);
  },
  consumer: (_, pool) =>
    createInbox(pool, async ({ data, order_version: version }, connection) => {
      await connection.query('INSERT INTO notices (order_id, version) VALUES ($1, $2)', [data.order_id, version]);
    }),
};

/** Every recipe that the documents and examples give. */
export const RECIPES: readonly Recipe[] = [readme, events, projection, inbox];
