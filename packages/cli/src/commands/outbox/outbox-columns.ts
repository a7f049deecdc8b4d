import type { OutboxEvent, SkippedEvent } from '@order-service/sdk';
import type { Column } from '../../render/column.js';
import { relativeTime } from '../../render/time.js';

const ago =
  <Row>(read: (row: Row) => string | null): NonNullable<Column<Row>['display']> =>
  (row, { now }) => {
    const moment = read(row);
    return moment === null ? '' : relativeTime(moment, now);
  };

/** Columns for events of the outbox: the event's id, which retry and skip take, its order, and its state. */
export const OUTBOX_COLUMNS: readonly Column<OutboxEvent>[] = [
  { name: 'event_id', heading: 'EVENT', value: (event) => event.event_id },
  { name: 'order_id', heading: 'ORDER', value: (event) => String(event.order_id), align: 'right', dropOrder: 4 },
  {
    name: 'order_version',
    heading: 'VERSION',
    value: (event) => String(event.order_version),
    align: 'right',
    dropOrder: 2,
  },
  {
    name: 'dead_lettered_at',
    heading: 'DEAD-LETTERED',
    value: (event) => event.dead_lettered_at ?? '',
    display: ago((event) => event.dead_lettered_at),
    dropOrder: 3,
  },
  {
    name: 'next_attempt_at',
    heading: 'NEXT TRY',
    value: (event) => event.next_attempt_at ?? '',
    display: ago((event) => event.next_attempt_at),
    dropOrder: 3,
  },
  { name: 'attempts', heading: 'TRIED', value: (event) => String(event.attempts), align: 'right', dropOrder: 0 },
  {
    name: 'waiting_behind',
    heading: 'BEHIND',
    value: (event) => String(event.waiting_behind),
    align: 'right',
    dropOrder: 1,
  },
  {
    name: 'last_error',
    heading: 'WHY',
    value: (event) => event.last_error ?? '',
    minWidth: 10,
    dropOrder: 5,
  },
];

/** The columns of a table: those that have values in this state. */
export function outboxColumns(state: OutboxEvent['state']): readonly Column<OutboxEvent>[] {
  const silent = state === 'dead_lettered' ? 'next_attempt_at' : 'dead_lettered_at';
  return OUTBOX_COLUMNS.filter(({ name }) => name !== silent);
}

/** The columns of CSV and TSV: every member of the contract. */
export const OUTBOX_COLUMNS_FOR_PROGRAMS: readonly Column<OutboxEvent>[] = [
  ...OUTBOX_COLUMNS,
  { name: 'state', heading: 'STATE', value: (event) => event.state },
  { name: 'event_type', heading: 'TYPE', value: (event) => event.event_type },
  { name: 'refusals', heading: 'REFUSED', value: (event) => String(event.refusals) },
  { name: 'occurred_at', heading: 'OCCURRED', value: (event) => event.occurred_at },
];

export const SKIPPED_COLUMNS: readonly Column<SkippedEvent>[] = [
  { name: 'event_id', heading: 'EVENT', value: (event) => event.event_id },
  { name: 'order_id', heading: 'ORDER', value: (event) => String(event.order_id) },
  { name: 'order_version', heading: 'VERSION', value: (event) => String(event.order_version) },
  { name: 'event_type', heading: 'TYPE', value: (event) => event.event_type },
  { name: 'reason', heading: 'WHY', value: (event) => event.reason },
  { name: 'skipped_by', heading: 'WHO', value: (event) => event.skipped_by },
  { name: 'skipped_at', heading: 'WHEN', value: (event) => event.skipped_at },
];
