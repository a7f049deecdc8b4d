import { v7 as uuidv7 } from 'uuid';
import { INITIAL_STATUS, isOrderStatus, pathBetween } from '../domain/order-status.js';
import { INITIAL_VERSION } from '../domain/order.js';
import type {
  EmailAddresses,
  ImportedEvent,
  ImportedMove,
  ImportedOrder,
  ImportSource,
  ImportTarget,
  SourceEvent,
  SourceOrder,
  StoredOrder,
} from '../ports/import.js';
import { checkOrder } from './check-order.js';

/** An order that was not imported. */
export interface RejectedOrder {
  readonly orderId: number;
  /** Sentences. */
  readonly reasons: readonly string[];
}

export interface ImportParts {
  readonly source: ImportSource;
  readonly target: ImportTarget;
  readonly emails: EmailAddresses;
  readonly onRejected: (order: RejectedOrder) => Promise<void>;
  /** Called after each page of orders, and of events, with how many have been read so far. */
  readonly onProgress: (kind: 'orders' | 'events', read: number) => void;
}

export interface ImportOptions {
  /** Nothing is written. */
  readonly dryRun: boolean;
  /** Events are published, too; otherwise they are only in the feed and in the histories. */
  readonly publish: boolean;
}

export interface ImportCounts {
  readonly read: number;
  /** New in this import. */
  readonly imported: number;
  /** Imported earlier, and moved since by the source. */
  readonly moved: number;
  /** Imported earlier, and equal, or moved since by this service. */
  readonly unchanged: number;
  readonly rejected: number;
}

export interface ImportResult {
  readonly counts: ImportCounts;
  readonly events: number;
  /** Ids of the orders that were rejected. */
  readonly left: ReadonlySet<number>;
}

/**
 * Copies orders: first the orders by id, then their events by time, because the ids of events follow times. Each page is
 * a transaction, and what was imported before is recognised, so that an import that was ended can be repeated.
 */
export async function importOrders(parts: ImportParts, options: ImportOptions): Promise<ImportResult> {
  const { source, target } = parts;
  const left = new Set<number>();
  if (!options.dryRun && source.lastId > 0) await target.reserveIds(source.lastId);
  const counts = await importPages(parts, options, left);
  const events = options.dryRun ? 0 : await importEvents(parts, options, left);
  return { counts, events, left };
}

/** Fills `left` with the ids of the orders that are not imported. */
async function importPages(
  { source, target, emails, onRejected, onProgress }: ImportParts,
  { dryRun }: ImportOptions,
  left: Set<number>,
): Promise<ImportCounts> {
  const counts = { read: 0, imported: 0, moved: 0, unchanged: 0, rejected: 0 };
  for await (const page of source.pages()) {
    const userIds = new Set(page.flatMap(({ userId }) => userId ?? []));
    const [addresses, stored] = await Promise.all([emails.of([...userIds]), target.find(page.map(({ id }) => id))]);
    const orders: ImportedOrder[] = [];
    const moves: ImportedMove[][] = [];
    for (const row of page) {
      const plan = planOrder(row, addresses.get(row.userId ?? 0) ?? '', stored.get(row.id));
      counts[plan.kind] += 1;
      if (plan.kind === 'imported') orders.push(plan.order);
      else if (plan.kind === 'moved') plan.path.forEach((move, at) => (moves[at] ??= []).push(move));
      else if (plan.kind === 'rejected') {
        left.add(row.id);
        await onRejected({ orderId: row.id, reasons: plan.reasons });
      }
    }
    if (!dryRun) {
      if (orders.length > 0) await target.insert(orders);
      for (const step of moves) await target.move(step);
    }
    counts.read += page.length;
    onProgress('orders', counts.read);
  }
  return counts;
}

type Plan =
  | { readonly kind: 'imported'; readonly order: ImportedOrder }
  | { readonly kind: 'moved'; readonly path: readonly ImportedMove[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

function planOrder(source: SourceOrder, userEmail: string, stored: StoredOrder | undefined): Plan {
  const { order, reasons } = checkOrder(source, userEmail);
  if (!order) return { kind: 'rejected', reasons };
  if (!stored) return { kind: 'imported', order };
  if (
    stored.userId !== order.userId ||
    stored.totalAmount !== order.totalAmount ||
    stored.createdAt !== order.createdAt
  )
    return { kind: 'rejected', reasons: ['Another order has this id here.'] };
  const path = pathBetween(stored.status, order.status);
  if (path && path.length > 0) {
    const { id: orderId, updatedAt } = order;
    return { kind: 'moved', path: path.map((to) => ({ orderId, to, updatedAt })) };
  }
  if (path || pathBetween(order.status, stored.status)) return { kind: 'unchanged' };
  return {
    kind: 'rejected',
    reasons: [`It is ${stored.status} here and ${order.status} there: both services moved it.`],
  };
}

async function importEvents(
  { source, target, onProgress }: ImportParts,
  { publish }: ImportOptions,
  left: ReadonlySet<number>,
): Promise<number> {
  let added = 0;
  let read = 0;
  for await (const page of source.events()) {
    const events = page.filter(({ orderId }) => !left.has(orderId)).flatMap(eventsOf);
    added += await target.addEvents(events, publish);
    read += page.length;
    onProgress('events', read);
  }
  return added;
}

/** The source keeps no history: an order is taken to have got to its status on the shortest way, at its last change. */
function eventsOf({ orderId, status, isCreation, occurredAt }: SourceEvent): ImportedEvent[] {
  const eventId = (): string => uuidv7({ msecs: Date.parse(occurredAt) });
  if (isCreation)
    return [{ eventId: eventId(), orderId, version: INITIAL_VERSION, from: null, to: INITIAL_STATUS, occurredAt }];
  const path = isOrderStatus(status) ? pathBetween(INITIAL_STATUS, status) : undefined;
  return (path ?? []).map((to, at, statuses) => ({
    ...{ eventId: eventId(), orderId, to, occurredAt },
    version: INITIAL_VERSION + 1 + at,
    from: statuses[at - 1] ?? INITIAL_STATUS,
  }));
}
