import { CHANGE_STATUSES } from '../packages/server/src/db/statements/change-statuses.js';
import { CREATE_ORDERS } from '../packages/server/src/db/statements/create-orders.js';
import { FIND_ORDERS } from '../packages/server/src/db/statements/find-orders.js';
import { LIST_OWN } from '../packages/server/src/db/statements/list-orders.js';
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

const NAMES = `'Wireless Bluetooth Headphones 1', 'Wireless Bluetooth Headphones 51', 'Wireless Bluetooth Headphones 101'`;

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
  const { text, values } =
    owner === 'service' ? serviceStatement(name) : { ...PEER_STATEMENTS[name], values: PEER[name] };
  const lines = PRELUDES[name].map((line) => (line === 'ORDER' ? RANDOM_ORDER(orders) : line));
  return {
    text: `${lines.join('\n')}\n${substitute(text, values)};\n`,
    variables: {
      items: ITEMS,
      metadata: '{}',
      ...(name === 'transition' && { n: -1, clients, first: workload.takePending(most) }),
    },
  };
}

/** pgbench takes `:MI` for a variable, also inside of a text. Quoted, the colon means the same to `to_char`. */
const TIME_FORMAT = 'HH24:MI:SS';
const QUOTED_TIME_FORMAT = 'HH24":"MI":"SS';

function substitute(text: string, values: readonly (string | undefined)[]): string {
  return text
    .replace(/\$(\d+)/g, (parameter, number: string) => {
      const value = values[Number(number) - 1];
      if (value === undefined) throw new Error(`The statement has a parameter ${parameter} that no value stands for`);
      return value;
    })
    .replaceAll(TIME_FORMAT, QUOTED_TIME_FORMAT)
    .replace(/\n\s*/g, ' ')
    .trim();
}

const PRELUDES: Readonly<Record<PlainCase, readonly string[]>> = {
  create: [RANDOM_USER],
  get: [RANDOM_USER, 'ORDER'],
  list: [RANDOM_USER],
  transition: [NEXT_PENDING],
};

const NO_FINGERPRINT = `'\\x00'::bytea`;

const SERVICE = { create: CREATE_ORDERS, get: FIND_ORDERS, list: LIST_OWN, transition: CHANGE_STATUSES };

/** The rows of each batch, column by column. */
const ROWS: Readonly<Record<PlainCase, Readonly<Record<string, string>>>> = {
  create: {
    'new_order.ordinal': '0',
    'new_order.user_id': ':user',
    'new_order.user_email': `'user@example.com'`,
    'new_order.total_amount': '119.96',
    'new_order.reference': 'NULL',
    'new_order.metadata': ':metadata',
    'new_order.event_id': 'gen_random_uuid()',
    'new_order.actor': `'user:1'`,
    'new_order.traceparent': 'NULL',
    'new_order.request_id': `'request'`,
    'new_order.key_digest': 'NULL',
    'new_order.fingerprint': NO_FINGERPRINT,
    'new_item.ordinal': '0, 0, 0',
    'new_item.line_number': '0, 1, 2',
    'new_item.product_id': '1, 51, 101',
    'new_item.product_name': NAMES,
    'new_item.product_price': '29.99, 29.99, 29.99',
    'new_item.quantity': '1, 2, 1',
    'new_item.subtotal': '29.99, 59.98, 29.99',
  },
  get: { 'key.ordinal': '0', 'key.order_id': ':order_id', 'key.owner_id': ':user' },
  list: {
    'q.ordinal': '0',
    'q.owner_id': ':user',
    'q.after_time': `'infinity'`,
    'q.after_id': String(Number.MAX_SAFE_INTEGER),
    'q.not_before': `'-infinity'`,
    'q.older_than': `'infinity'`,
    'q.skip': '0',
    'q.page': String(PAGE + 1),
  },
  transition: {
    'change.order_id': ':order_id',
    'change.owner_id': 'NULL',
    'change.target': `'confirmed'`,
    'change.sources': `'{pending}'`,
    'change.versions': 'NULL',
    'change.reason': 'NULL',
    'change.event_id': 'gen_random_uuid()',
    'change.actor': `'user:1'`,
    'change.traceparent': 'NULL',
    'change.request_id': `'request'`,
  },
};

function serviceStatement(name: PlainCase): { text: string; values: readonly (string | undefined)[] } {
  const { text, placeholders } = SERVICE[name];
  const values = placeholders.map(({ name: placeholder }) => {
    const expression = ROWS[name][placeholder];
    return expression && `array[${expression}]`;
  });
  return { text, values };
}

const PEER: Readonly<Record<PlainCase, readonly string[]>> = {
  create: [
    ...[':user', `'user@example.com'`, '119.96', ':metadata', ':items', 'array[1, 51, 101]'],
    `array[${NAMES}]`,
    ...['array[29.99, 29.99, 29.99]', 'array[1, 2, 1]', 'array[29.99, 59.98, 29.99]'],
    ...['gen_random_uuid()', `'user:1'`, `'request'`],
  ],
  get: [':order_id', ':user'],
  list: [':user', String(PAGE + 1)],
  transition: [':order_id', `'confirmed'`, `array['pending']`, 'gen_random_uuid()', `'user:1'`, `'request'`],
};
