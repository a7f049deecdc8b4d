import type { OrderEvent } from '@order-service/sdk';
import { compactJson } from '../../../render/json.js';
import { counted } from '../../../render/words.js';
import { CliError } from '../../../errors.js';
import { EXIT } from '../../../exit-codes.js';
import type { Step } from '../chaos/step.js';
import type { DeliveryFault } from '../delivery.js';
import { differenceSentence } from './differences.js';
import type { Verdict } from './verify.js';

/** The consumer's state is not the service's; the differences have been printed. */
export class ConsumerDiffersError extends CliError {
  readonly exitCode = EXIT.failure;
  readonly code = 'consumer_differs';
}

const MAX_PRINTED_DIFFERENCES = 20;

/** The verdict as one line of JSON, for programs. */
export function verdictLine({ sequence, ...verdict }: Verdict, seed: number | undefined): string {
  return `${compactJson({
    verdict: verdict.differences.length === 0 ? 'agrees' : 'differs',
    seed: seed ?? null,
    events: verdict.events,
    orders: verdict.orders,
    deliveries: verdict.deliveries,
    differences: verdict.differences,
    sequence: sequence?.map(stepDocument) ?? null,
    reproduced: verdict.isReproduced,
    replays: verdict.replays,
  })}\n`;
}

function stepDocument({ event, cause, fault }: Step): object {
  return {
    event_id: event.event_id,
    event_type: event.event_type,
    order_id: event.data.order_id,
    order_version: event.order_version,
    cause: cause ?? null,
    fault: fault?.kind ?? null,
  };
}

/** The verdict in sentences. */
export function verdictSentences({ differences, sequence, isReproduced, replays, ...counts }: Verdict): string[] {
  const { events, orders, deliveries } = counts;
  const scope = `${counted(events, 'event')} of ${counted(orders, 'order')}, ${deliveries} deliveries`;
  if (differences.length === 0) return [`The consumer agrees with the service: ${scope}.`];
  const hidden = differences.length - MAX_PRINTED_DIFFERENCES;
  return [
    `The consumer differs from the service: ${scope}.`,
    ...differences.slice(0, MAX_PRINTED_DIFFERENCES).map(differenceSentence),
    ...(hidden > 0 ? [`… and ${hidden} more`] : []),
    isReproduced
      ? `The shortest sequence that shows it, of ${counted(replays, 'replay')}:`
      : 'What the first of these orders got, which no replay has shortened:',
    ...(sequence ?? []).map((step, index, steps) => `${index + 1}. ${stepSentence(step, steps.slice(0, index))}`),
  ];
}

const FAULT_WORDS = {
  'drop-response': 'the answer is dropped',
  'crash-before-ack': 'crash before the answer',
  'crash-after-ack': 'killed after the answer',
} as const satisfies Record<DeliveryFault['kind'], string>;

function stepSentence({ event, cause, fault }: Step, earlier: readonly Step[]): string {
  const change =
    event.event_type === 'order.status.updated'
      ? `${event.data.old_status} to ${event.data.new_status}`
      : event.event_type;
  const version = event.order_version > 0 ? `version ${event.order_version}` : 'no version';
  const words = [`order ${event.data.order_id}, ${version}: ${change}`];
  if (cause === undefined && earlier.some((step) => isAtSameTime(step.event, event))) words.push('at the same time');
  if (cause !== undefined) words.push(`again (${cause})`);
  if (fault) words.push(FAULT_WORDS[fault.kind]);
  return words.join(', ');
}

/** Whether `same-time` may make a difference between these events. */
function isAtSameTime(earlier: OrderEvent, event: OrderEvent): boolean {
  const isSameOrder = earlier.data.order_id === event.data.order_id;
  return isSameOrder && event.order_version > 0 && earlier.timestamp === event.timestamp;
}
