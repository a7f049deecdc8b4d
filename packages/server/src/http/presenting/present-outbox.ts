import type { components } from '@order-service/sdk';
import type { OutboxOverview } from '../../usecases/operate-outbox.js';
import type { OutboxEntry, SkippedEvent } from '../../ports/outbox-operations.js';

type Schemas = components['schemas'];

export function presentOverview({ figures, relay }: OutboxOverview): Schemas['Outbox'] {
  return {
    depth: figures.depth,
    oldest_age_seconds: figures.oldestAgeSeconds,
    dead_lettered: figures.deadLettered,
    broker: relay.broker,
    broker_problem: relay.brokerProblem ?? null,
    in_flight: relay.inFlight,
    published: relay.published,
    confirmed: relay.confirmed,
    returned: relay.returned,
    nacked: relay.nacked,
    refused: relay.refused,
    unknown: relay.unknown,
    confirms_per_second: Math.round(relay.confirmsPerSecond * 10) / 10,
  };
}

export function presentOutboxEntry(entry: OutboxEntry): Schemas['OutboxEvent'] {
  return {
    event_id: entry.eventId,
    order_id: entry.orderId,
    order_version: entry.version,
    event_type: entry.type,
    state: entry.deadLetteredAt === null ? 'waiting' : 'dead_lettered',
    attempts: entry.attempts,
    refusals: entry.refusals,
    next_attempt_at: entry.nextAttemptAt,
    dead_lettered_at: entry.deadLetteredAt,
    last_error: entry.lastError,
    waiting_behind: entry.waitingBehind,
    occurred_at: entry.occurredAt,
  };
}

export function presentSkippedEvent(skipped: SkippedEvent): Schemas['SkippedEvent'] {
  return {
    event_id: skipped.eventId,
    order_id: skipped.orderId,
    order_version: skipped.version,
    event_type: skipped.type,
    reason: skipped.reason,
    skipped_by: skipped.actor,
    skipped_at: skipped.skippedAt,
    attempts: skipped.attempts,
    last_error: skipped.lastError,
    occurred_at: skipped.occurredAt,
  };
}
