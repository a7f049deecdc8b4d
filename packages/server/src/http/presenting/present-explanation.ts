import type { components } from '@order-service/sdk';
import type { Caller } from '../../domain/caller.js';
import { deliveryState, type EventRecord } from '../../domain/order-explanation.js';
import type { OrderExplanation } from '../../usecases/explain-order.js';
import { jsonText, type JsonText } from '../contract/answer.js';
import type { RenderOrder } from './present-order.js';

type Schemas = components['schemas'];

/** The contract's `OrderExplanation` as JSON text, in which the order is rendered as everywhere. */
export function renderExplanation(
  explanation: OrderExplanation,
  caller: Caller,
  renderOrder: RenderOrder,
): JsonText<Schemas['OrderExplanation']> {
  const { order, asOf, timer, waitsFor, transitions, broker, events, hasEarlier } = explanation;
  const rest: Omit<Schemas['OrderExplanation'], 'order'> = {
    as_of: asOf,
    waits_for: [...waitsFor],
    transitions: transitions.map(({ status, by }) => ({ status, by: [...by] })),
    timer: timer ? { status: timer.to, after: timer.after, due_at: timer.dueAt } : null,
    broker,
    versions: events.map((event) => presentVersion(event, caller)),
    has_earlier_versions: hasEarlier,
  };
  return jsonText(`{"order":${renderOrder(order, caller)},${JSON.stringify(rest).slice(1)}`);
}

/** The broker's errors name exchanges and hosts, and operators write to each other: both are for operators. */
function presentVersion(event: EventRecord, { operator }: Caller): Schemas['ExplainedVersion'] {
  return {
    version: event.version,
    event_id: event.eventId,
    event_type: event.type,
    from_status: event.fromStatus,
    to_status: event.toStatus,
    actor: event.actor,
    reason: event.reason,
    committed_at: event.committedAt,
    delivery: {
      state: deliveryState(event),
      attempts: event.attempts,
      next_attempt_at: event.nextAttemptAt,
      held_by: event.heldBy,
      dead_lettered_at: event.deadLetteredAt,
      confirmed_at: event.confirmedAt,
      confirm_seconds: event.confirmSeconds,
      replayed_at: event.replayedAt,
      replay_confirmed_at: event.replayConfirmedAt,
      skipped_at: event.skippedAt,
      skipped_by: operator ? event.skippedBy : null,
      skip_reason: operator ? event.skipReason : null,
      last_error: operator ? event.lastError : null,
    },
  };
}
