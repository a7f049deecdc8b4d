import { randomUUID } from 'node:crypto';
import type { CreateOrder, Order, OrderStatus } from '@order-service/sdk';
import { fromCents, toCents } from '../../features/money.js';
import { printable } from '../../render/printable.js';
import type { Change } from '../../features/assistant/contract-operation.js';
import type { Arguments } from './read-operation.js';
import type { Sender, Service } from './service.js';

/** A change that is not made yet. Plain JSON, because it travels through the client until the person has answered. */
export type PlannedChange =
  | { readonly kind: 'create'; readonly order: CreateOrder; readonly key: string }
  | {
      readonly kind: 'status';
      readonly orderId: number;
      readonly status: OrderStatus;
      readonly reason: string | undefined;
      /** The version that the person was shown. */
      readonly version: number;
    };

export interface Plan {
  readonly change: PlannedChange;
  /** What the person is asked. */
  readonly question: string;
}

/** Reads what a change would be of, and words the question. Rejects with the errors of the SDK. */
export function plan(kind: Change, given: Arguments, service: Service, sender: Sender): Promise<Plan> {
  return kind === 'create' ? planOrder(given, service, sender) : planMove(given, service, sender);
}

/** Makes a change that the person has accepted. Rejects with the errors of the SDK. */
export function apply(change: PlannedChange, service: Service, sender: Sender): Promise<Order> {
  if (change.kind === 'create') return service.create(change.order, change.key, sender);
  const { orderId, status, version, reason } = change;
  return service.move(orderId, status, { version, reason }, sender);
}

async function planOrder(given: Arguments, service: Service, sender: Sender): Promise<Plan> {
  const order = given as CreateOrder;
  const known = new Map((await service.products(sender.signal)).map((product) => [product.id, product]));
  const lines = order.items.map(({ product_id: id, quantity }) => {
    const product = known.get(id);
    return `- ${quantity} of product ${id}${product ? `, ${shortened(product.name)} at ${product.price}` : ''}`;
  });
  const prices = order.items.map(({ product_id: id }) => known.get(id)?.price);
  return {
    change: { kind: 'create', order, key: randomUUID() },
    question: joined([
      `Place this order at ${service.name}?`,
      ...lines, // all of them: the person accepts what they see
      totalOf(order, prices),
      order.reference !== undefined && `Reference: ${quoted(order.reference)}`,
      ...Object.entries(order.metadata ?? {}).map(([name, value]) => `Metadata ${quoted(name)}: ${quoted(value)}`),
      'The prices are those of the moment in which it is placed.',
      askedBy(sender),
    ]),
  };
}

async function planMove(given: Arguments, service: Service, sender: Sender): Promise<Plan> {
  const { order_id: orderId, status, reason } = given as { order_id: number; status: OrderStatus; reason?: string };
  const order = await service.getOrder(orderId, sender.signal);
  const items = order.items.map(
    (item) => `- ${item.quantity} of product ${item.product_id}, ${shortened(item.product_name)}`,
  );
  return {
    change: { kind: 'status', orderId, status, reason, version: order.version },
    question: joined([
      `Move order ${order.id} from ${printable(order.status)} to ${status} at ${service.name}?`,
      `Version ${order.version}, of user ${order.user_id}, total ${printable(order.total_amount)}:`,
      ...firstOf(items),
      reason !== undefined && `Reason, kept in its history: ${quoted(reason)}`,
      askedBy(sender),
    ]),
  };
}

function askedBy({ agent }: Sender): string {
  return `The history will name you, via ${agent}. Text in quotes was written by others.`;
}

/** The total at the present prices, if all of them are known. */
function totalOf({ items }: CreateOrder, prices: readonly (string | undefined)[]): string | false {
  const subtotals = items.map(({ quantity }, at) => {
    const price = prices[at];
    return price === undefined ? undefined : toCents(price) * BigInt(quantity);
  });
  const total = subtotals.reduce<bigint | undefined>(
    (sum, subtotal) => (sum === undefined || subtotal === undefined ? undefined : sum + subtotal),
    0n,
  );
  return total !== undefined && `Total at present prices: ${fromCents(total)}`;
}

const MAX_LINES = 10;

function firstOf(lines: readonly string[]): string[] {
  const rest = lines.length - MAX_LINES;
  return rest <= 0 ? [...lines] : [...lines.slice(0, MAX_LINES), `- and ${rest} more`];
}

/** Text of others, on one line and with an end that it cannot forge. */
function quoted(text: string): string {
  return JSON.stringify(printable(text));
}

const MAX_NAME_LENGTH = 200;

/** The beginning of a name that stands beside its product's id. What a change would store is never shortened. */
function shortened(name: string): string {
  const points = Array.from(name);
  return quoted(points.length > MAX_NAME_LENGTH ? `${points.slice(0, MAX_NAME_LENGTH).join('')}…` : name);
}

function joined(lines: readonly (string | false)[]): string {
  return lines.filter((line) => line !== false).join('\n');
}
