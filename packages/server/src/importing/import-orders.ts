import type {
  EmailAddresses,
  ImportedMove,
  ImportedOrder,
  ImportSource,
  ImportTarget,
  SourceOrder,
  StoredOrder,
} from '../ports/import.js';
import { createConcurrentWrites } from './concurrent-writes.js';
import { checkOrder } from './check-order.js';
import { importEvents } from './import-events.js';
import { planOrder } from './plan-order.js';
import { readAhead } from './read-ahead.js';

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

/** Pages that are written at the same time. Each is a transaction of its own. */
export const MAX_CONCURRENT_WRITES = 3;

/**
 * Copies orders: first the orders by id, then their events by time, because the ids of events follow times. Each page is
 * a transaction, and what was imported before is recognised, so that an import that was ended can be repeated.
 */
export async function importOrders(parts: ImportParts, options: ImportOptions): Promise<ImportResult> {
  const { source, target, onProgress } = parts;
  if (!options.dryRun && source.lastId > 0) await target.reserveIds(source.lastId);
  const { counts, left, eventsSince: since } = await importPages(parts, options);
  if (options.dryRun || since === undefined) return { counts, events: 0, left };
  const hasHistories = counts.moved + counts.unchanged > 0;
  const events = await importEvents(
    { source, target, onRead: (read) => onProgress('events', read) },
    { ...options, since, hasHistories, left },
  );
  return { counts, events, left };
}

interface ImportedPages {
  readonly counts: ImportCounts;
  readonly left: ReadonlySet<number>;
  /** The time of the first event that is missing; undefined when none is. */
  readonly eventsSince: string | undefined;
}

async function importPages(parts: ImportParts, { dryRun }: ImportOptions): Promise<ImportedPages> {
  const { source, target, onRejected, onProgress } = parts;
  const counts = { read: 0, imported: 0, moved: 0, unchanged: 0, rejected: 0 };
  const left = new Set<number>();
  let eventsSince: string | undefined;
  const writes = createConcurrentWrites(MAX_CONCURRENT_WRITES);
  try {
    for await (const rows of readAhead(source.pages())) {
      const page = await planPage(parts, rows);
      for (const order of page.rejected) {
        left.add(order.orderId);
        await onRejected(order);
      }
      if (!dryRun) await writes.start(() => writePage(target, page));
      for (const kind of ['imported', 'moved', 'unchanged', 'rejected'] as const) counts[kind] += page.counts[kind];
      for (const time of page.eventTimes) if (eventsSince === undefined || time < eventsSince) eventsSince = time;
      counts.read += rows.length;
      onProgress('orders', counts.read);
    }
    await writes.end();
  } catch (error) {
    await writes.end(); // its failure came first
    throw error;
  }
  return { counts, left, eventsSince };
}

interface PlannedPage {
  readonly counts: Omit<ImportCounts, 'read'>;
  readonly orders: readonly ImportedOrder[];
  /** The first steps of all orders, then their second steps, and so on. */
  readonly moves: readonly (readonly ImportedMove[])[];
  readonly rejected: readonly RejectedOrder[];
  /** The times of orders whose events are missing; RFC 3339, so that they sort as text. */
  readonly eventTimes: readonly string[];
}

async function planPage({ target, emails }: ImportParts, rows: readonly SourceOrder[]): Promise<PlannedPage> {
  const userIds = new Set(rows.flatMap(({ userId }) => userId ?? []));
  const [addresses, stored] = await Promise.all([emails.of([...userIds]), target.find(rows.map(({ id }) => id))]);
  const checkedRows = rows.map((row) => ({
    id: row.id,
    checked: checkOrder(row, addresses.get(row.userId ?? 0) ?? ''),
  }));
  const taken = await target.takenReferences(
    checkedRows.flatMap(({ checked: { order } }) => (order && needsReference(order, stored) ? [order] : [])),
  );
  const counts = { imported: 0, moved: 0, unchanged: 0, rejected: 0 };
  const orders: ImportedOrder[] = [];
  const moves: ImportedMove[][] = [];
  const rejected: RejectedOrder[] = [];
  const eventTimes: string[] = [];
  for (const { id, checked } of checkedRows) {
    const plan = planOrder(checked, { stored: stored.get(id), referenceTakenBy: taken.get(id) });
    counts[plan.kind] += 1;
    switch (plan.kind) {
      case 'imported':
        orders.push(plan.order);
        eventTimes.push(plan.order.createdAt);
        break;
      case 'moved':
        plan.path.forEach((move, at) => (moves[at] ??= []).push(move));
        eventTimes.push(plan.order.updatedAt);
        break;
      case 'unchanged':
        if (plan.stored.events < plan.stored.version) eventTimes.push(plan.order.createdAt);
        break;
      case 'rejected':
        rejected.push({ orderId: id, reasons: plan.reasons });
    }
  }
  return { counts, orders, moves, rejected, eventTimes };
}

function needsReference({ id, reference }: ImportedOrder, stored: ReadonlyMap<number, StoredOrder>): boolean {
  return reference !== null && !stored.has(id);
}

async function writePage(target: ImportTarget, { orders, moves }: PlannedPage): Promise<void> {
  if (orders.length > 0) await target.insert(orders);
  for (const step of moves) await target.move(step);
}
