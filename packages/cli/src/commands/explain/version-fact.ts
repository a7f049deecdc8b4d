import type { ExplainedVersion } from '@order-service/sdk';
import type { PageView } from '../../render/facts.js';
import { relativeTime } from '../../render/time.js';

type Delivery = ExplainedVersion['delivery'];

/** A version of an order: the change, and what became of its event. */
export function versionFact(version: ExplainedVersion, view: PageView): readonly [label: string, text: string] {
  const { to_status: status, event_type: type, actor, reason, committed_at: committedAt, delivery } = version;
  const change = type === 'order.erased' ? 'erased' : status;
  const why = reason === null ? '' : ` (${reason})`;
  const label = version.version === 0 ? 'Erasure' : `Version ${version.version}`;
  const parts = [
    `${change} by ${actor}${why}, committed ${view.time(committedAt)}`,
    describeDelivery(delivery, view),
    ...describeReplay(delivery, view),
    ...(delivery.last_error === null ? [] : [`the broker said: ${delivery.last_error}`]),
  ];
  return [label, parts.join('; ')];
}

function describeDelivery(delivery: Delivery, { time, now }: PageView): string {
  const tried = `${delivery.attempts} failed ${delivery.attempts === 1 ? 'attempt' : 'attempts'}`;
  switch (delivery.state) {
    case 'waiting':
      return 'not confirmed by the broker yet';
    case 'retrying': {
      const next = delivery.next_attempt_at;
      return `not taken by the broker, ${tried}, next ${next === null ? 'now' : relativeTime(next, now)}`;
    }
    case 'held':
      return `waits until version ${delivery.held_by ?? '?'} is published`;
    case 'dead_lettered':
      return `dead-lettered ${delivery.dead_lettered_at === null ? '' : time(delivery.dead_lettered_at)} after ${tried}`;
    case 'skipped':
      return describeSkip(delivery, time);
    case 'published':
      return describeConfirm(delivery, time);
    case 'unrecorded':
      return 'left the outbox without a record: imported, or of a type that is not published';
    default:
      return delivery.state;
  }
}

function describeSkip(delivery: Delivery, time: PageView['time']): string {
  const { skipped_at: at, skipped_by: by, skip_reason: reason } = delivery;
  return `skipped${at === null ? '' : ` ${time(at)}`}${by === null ? '' : ` by ${by}`}${reason === null ? '' : ` (${reason})`}`;
}

function describeConfirm({ confirmed_at: at, confirm_seconds: seconds }: Delivery, time: PageView['time']): string {
  const after = seconds === null ? '' : `, after ${seconds < 10 ? seconds.toFixed(3) : Math.round(seconds)} s`;
  return `published${at === null ? '' : ` ${time(at)}`}${after}`;
}

function describeReplay(delivery: Delivery, { time }: PageView): string[] {
  const { replayed_at: requested, replay_confirmed_at: confirmed } = delivery;
  if (requested === null) return [];
  return [
    `replayed ${time(requested)}, ${confirmed === null ? 'not published again yet' : `published again ${time(confirmed)}`}`,
  ];
}
