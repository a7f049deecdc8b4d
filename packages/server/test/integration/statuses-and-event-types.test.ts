import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import * as sdk from '@order-service/sdk';
import { createConnectedDatabase, type ConnectedDatabase } from '../../../../test/services/postgres.js';
import { EVENT_TYPES } from '../../src/domain/events.js';
import { INITIAL_STATUS, ORDER_STATUSES, TRANSITIONS } from '../../src/domain/order-status.js';

interface Schema {
  readonly enum?: string[];
  readonly required?: string[];
  readonly properties?: Record<string, Schema>;
}

interface Contract {
  readonly webhooks: Record<string, unknown>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

const text = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

const contract = parse(text('openapi.yaml')) as Contract;

const schema = (name: string): Schema => contract.components.schemas[name]!;

const transitions = ORDER_STATUSES.flatMap((from) => TRANSITIONS[from].map((to) => `${from} --> ${to}`));
const finals = ORDER_STATUSES.filter((status) => TRANSITIONS[status].length === 0);

/** Fails with the items that `place` lacks, or has in addition. */
function expectSame(place: string, found: readonly string[], expected: readonly string[]): void {
  const forgotten = expected.filter((item) => !found.includes(item));
  const unknown = found.filter((item) => !expected.includes(item));
  const differences = [
    ...forgotten.map((item) => `${place} does not have ${item}`),
    ...unknown.map((item) => `${place} has ${item}, which the domain does not have`),
  ];
  expect(differences).to.deep.equal([]);
}

/** The values that a CHECK constraint lists. */
const listedWords = (definition: string): string[] =>
  [...definition.matchAll(/'([a-z.]+)'/g)].map(([, word = '']) => word);

/** Compares everything that lists statuses or event types with the domain's tables; see the recipes in CONTRIBUTING.md. */
describe('A status or an event type of the domain', () => {
  let database: ConnectedDatabase;

  before(async () => {
    database = await createConnectedDatabase();
  });

  after(() => database.drop());

  async function constraintsOn(table: string, column: string): Promise<string[]> {
    const { rows } = await database.client.query<{ definition: string }>(
      `SELECT pg_get_constraintdef(c.oid) AS definition
       FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
       WHERE c.conrelid = $1::regclass AND a.attname = $2 AND c.contype = 'c'`,
      [table, column],
    );
    return rows.map(({ definition }) => definition);
  }

  async function valuesIn(sql: string): Promise<string[]> {
    const { rows } = await database.client.query<{ value: string }>(sql);
    return rows.map(({ value }) => value);
  }

  it('is a status in the contract, in the order of the table', () => {
    expectSame('OrderStatus in openapi.yaml', schema('OrderStatus').enum ?? [], ORDER_STATUSES);
    expect(schema('OrderStatus').enum).to.deep.equal(ORDER_STATUSES);
    const byStatus = schema('Statistics').properties?.by_status ?? {};
    expectSame('Statistics.by_status in openapi.yaml', Object.keys(byStatus.properties ?? {}), ORDER_STATUSES);
    expectSame('Statistics.by_status.required in openapi.yaml', byStatus.required ?? [], ORDER_STATUSES);
  });

  it('is a status in the SDK, in the order of the table', () => {
    expectSame('ORDER_STATUSES of the SDK', sdk.ORDER_STATUSES, ORDER_STATUSES);
    expect(sdk.ORDER_STATUSES).to.deep.equal(ORDER_STATUSES);
  });

  it('is a status in the database', async () => {
    const known = (await constraintsOn('orders', 'status')).flatMap(listedWords);
    expectSame('the constraint on orders.status', known, ORDER_STATUSES);
    expectSame(
      'order_status_counts',
      await valuesIn('SELECT status AS value FROM order_status_counts'),
      ORDER_STATUSES,
    );
    const rows = await valuesIn("SELECT from_status || ' --> ' || to_status AS value FROM order_status_transitions");
    expectSame('order_status_transitions', rows, transitions);
  });

  it('is a status in the drawing', () => {
    const [, drawing = ''] = /```mermaid\nstateDiagram-v2\n(.*?)```/s.exec(text('docs/order-states.md')) ?? [];
    const drawn = drawing
      .trim()
      .split('\n')
      .map((line) => line.trim());
    const expected = [`[*] --> ${INITIAL_STATUS}`, ...transitions, ...finals.map((status) => `${status} --> [*]`)];
    expectSame('the drawing in docs/order-states.md', drawn, expected);
  });

  it("is a status in the drawing's table", () => {
    const rows = [...text('docs/order-states.md').matchAll(/^\| `(\w+)` +\| ([^|]+?) +\|/gm)];
    const listed = rows.map(([, status = '', next = '']) => `${status}: ${next.replaceAll('`', '')}`);
    const expected = ORDER_STATUSES.map((status) => `${status}: ${TRANSITIONS[status].join(', ') || '–'}`);
    expectSame('the table in docs/order-states.md', listed, expected);
  });

  it('is an event type in the contract, with a webhook', () => {
    expectSame('EventType in openapi.yaml', schema('EventType').enum ?? [], EVENT_TYPES);
    expectSame('webhooks in openapi.yaml', Object.keys(contract.webhooks), EVENT_TYPES);
  });

  it('is an event type in the SDK', () => {
    expectSame('EVENT_TYPES of the SDK', sdk.EVENT_TYPES, EVENT_TYPES);
  });

  it('is an event type in the database', async () => {
    const known = (await constraintsOn('order_events', 'type')).flatMap(listedWords);
    expectSame('the constraint on order_events.type', known, EVENT_TYPES);
  });

  it('is an event type in the documents, with an example', () => {
    const examples = [...text('docs/events.md').matchAll(/"event_type": "([a-z.]+)"/g)].map(([, type = '']) => type);
    expectSame('docs/events.md', [...new Set(examples)], EVENT_TYPES);
  });
});
