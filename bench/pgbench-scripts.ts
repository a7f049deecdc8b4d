import { CHANGE_STATUSES } from '../packages/server/src/db/change-status.js';
import { CREATE_ORDERS } from '../packages/server/src/db/create-order.js';
import { FIND_ORDERS } from '../packages/server/src/db/find-orders.js';
import { LIST_OWN } from '../packages/server/src/db/list-orders.js';
import { PEER_STATEMENTS } from './peers/statements.js';
import { seededUser } from './seed.js';
import type { Workload } from './workload.js';
import { PAGE } from './workload.js';

export interface PgbenchScript {
  readonly text: string;
  readonly variables: Readonly<Record<string, string | number>>;
}

/** Whose statement: the one this service ships, or the peer's, which joins the rows. */
export type StatementOwner = 'service' | 'peer';

export type PlainCase = 'create' | 'get' | 'list' | 'transition';

const CALLERS = 200;
const ITEMS = JSON.stringify(
  [1, 2, 1].map((quantity, line) => ({
    product_id: 1 + line * 50,
    product_name: `Wireless Bluetooth Headphones ${1 + line * 50}`,
    product_price: '29.99',
    quantity,
    subtotal: quantity === 2 ? '59.98' : '29.99',
  })),
);

const RANDOM_USER = `\\set user random(${seededUser(0)}, ${seededUser(CALLERS - 1)})`;
/** An order of that user, as `seededOrderOf` has it. */
const RANDOM_ORDER = (orders: number) =>
  `\\set order_id 1 + 2 * (:user - ${seededUser(0)} + 1000 * random(0, ${Math.floor(orders / 2000) - 1}))`;
/** Each client moves orders that no other one does; variables live as long as their client. */
const NEXT_PENDING = '\\set n :n + 1\n\\set order_id :first + :n * :clients + :client_id';

/**
 * The statement of a case for pgbench: the very text that is sent in production, with one element in each array, so
 * that it cannot drift from what it stands for. `$1` … become expressions of pgbench's variables.
 */
export function pgbenchScript(
  name: PlainCase,
  owner: StatementOwner,
  { workload, orders, clients, most }: { workload: Workload; orders: number; clients: number; most: number },
): PgbenchScript {
  const { prelude, values } = (owner === 'service' ? SERVICE : PEER)[name];
  const text = owner === 'service' ? STATEMENTS[name] : PEER_STATEMENTS[name].text;
  const lines = prelude.map((line) => (line === 'ORDER' ? RANDOM_ORDER(orders) : line));
  return {
    text: `${lines.join('\n')}\n${substitute(text, values)};\n`,
    variables: {
      items: ITEMS,
      metadata: '{}',
      ...(name === 'transition' && { n: -1, clients, first: workload.takePending(most) }),
    },
  };
}

function substitute(text: string, values: readonly string[]): string {
  return text
    .replace(/\$(\d+)/g, (parameter, number: string) => {
      const value = values[Number(number) - 1];
      if (value === undefined) throw new Error(`The statement has a parameter ${parameter} that no value stands for`);
      return value;
    })
    .replace(/\n\s*/g, ' ')
    .trim();
}

const one = (expression: string): string => `array[${expression}]`;

interface Parameters {
  readonly prelude: readonly string[];
  readonly values: readonly string[];
}

const STATEMENTS: Readonly<Record<PlainCase, string>> = {
  create: CREATE_ORDERS.text,
  get: FIND_ORDERS.text,
  list: LIST_OWN.text,
  transition: CHANGE_STATUSES.text,
};

const NOBODYS = `'\\x00'::bytea`;

const SERVICE: Readonly<Record<PlainCase, Parameters>> = {
  create: {
    prelude: [RANDOM_USER],
    values: [
      ...['0', ':user', `'user@example.com'`, '119.96', ':metadata', ':items', 'gen_random_uuid()', `'user:1'`],
      ...['NULL::text', `'request'`, 'NULL::text', NOBODYS],
    ].map(one),
  },
  get: { prelude: [RANDOM_USER, 'ORDER'], values: ['0', ':order_id', ':user'].map(one) },
  list: {
    prelude: [RANDOM_USER],
    values: [
      ...['0', ':user', `'infinity'::timestamptz`, String(Number.MAX_SAFE_INTEGER)],
      ...[`'-infinity'::timestamptz`, `'infinity'::timestamptz`, '0', String(PAGE + 1)],
    ].map(one),
  },
  transition: {
    prelude: [NEXT_PENDING],
    values: [
      ...[':order_id', 'NULL::bigint', `'confirmed'`, `'{pending}'`, 'NULL::text', 'NULL::text', 'gen_random_uuid()'],
      ...[`'user:1'`, 'NULL::text', `'request'`],
    ].map(one),
  },
};

const PEER: Readonly<Record<PlainCase, Parameters>> = {
  create: {
    prelude: [RANDOM_USER],
    values: [
      ...[':user', `'user@example.com'`, '119.96', ':metadata', ':items', 'array[1, 51, 101]'],
      `array['Wireless Bluetooth Headphones 1', 'Wireless Bluetooth Headphones 51', 'Wireless Bluetooth Headphones 101']`,
      ...['array[29.99, 29.99, 29.99]', 'array[1, 2, 1]', 'array[29.99, 59.98, 29.99]'],
      ...['gen_random_uuid()', `'user:1'`, `'request'`],
    ],
  },
  get: { prelude: [RANDOM_USER, 'ORDER'], values: [':order_id', ':user'] },
  list: { prelude: [RANDOM_USER], values: [':user', String(PAGE + 1)] },
  transition: {
    prelude: [NEXT_PENDING],
    values: [':order_id', `'confirmed'`, `array['pending']`, 'gen_random_uuid()', `'user:1'`, `'request'`],
  },
};
