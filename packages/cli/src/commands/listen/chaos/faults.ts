import { UsageError } from '../../../errors.js';
import { parseWholeNumber } from '../../../parse/whole-number.js';

/**
 * The faults of --chaos. All of them are within what the service promises to its consumers: every event at least once, and
 * the first deliveries of one order in the order of its versions. No event is lost, no later version of an order is
 * delivered before an earlier one was, and a redelivery has the id of its event.
 *
 * - `duplicate`: an event is delivered once more after it was taken
 * - `delay`: an order's events are held back, while other orders go on
 * - `reorder`: events of different orders change places; a redelivery may come after newer events of its order, as when a
 *   broker requeues a message while another consumer has the next one
 * - `drop-response`: the consumer's answer is lost, so that the event is delivered again
 * - `crash-before-ack`: the consumer's process is killed, or its connection cut, before it has answered
 * - `crash-after-ack`: the consumer's process is killed as soon as it has answered, and the event is not delivered again
 * - `same-time`: all events of an order have the time of its first, as after the clock of the database was set back
 * - `unknown-type`: events are added of a type that no service has yet, as a newer service adds them
 */
export const CHAOS_FAULTS = [
  'duplicate',
  'delay',
  'reorder',
  'drop-response',
  'crash-before-ack',
  'crash-after-ack',
  'same-time',
  'unknown-type',
] as const;

export type ChaosFault = (typeof CHAOS_FAULTS)[number];

/** Parses a list with commas; `all` is every fault. Throws UsageError. */
export function parseFaults(text: string): ChaosFault[] {
  if (text === 'all') return [...CHAOS_FAULTS];
  return text.split(',').map((word) => {
    const fault = CHAOS_FAULTS.find((known) => known === word.trim());
    if (fault) return fault;
    throw new UsageError(`--chaos takes all, or some of ${CHAOS_FAULTS.join(', ')}; not '${word}'.`);
  });
}

const MAX_SEED = 2 ** 32 - 1;

/** Parses a seed: 0 to 4,294,967,295. Throws UsageError. */
export function parseSeed(text: string): number {
  return parseWholeNumber(text, { option: '--seed', min: 0, max: MAX_SEED });
}
