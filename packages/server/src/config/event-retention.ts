import type { TimedTransition } from '../domain/timed-transition.js';
import { parseDuration } from './duration.js';
import type { Variables } from './environment-variables.js';

const NAME = 'EVENT_RETENTION';
const SECONDS_OF_A_DAY = 86_400;
/** Consumers that were down for so long still find what they missed in the feed. */
const MIN_DAYS = 7;
const MAX_DAYS = 3_650;
const MAX_DIGITS = 9;

/** What has to be over before the events of an order are removed. */
export interface KeptLonger {
  readonly idempotencyKeyHours: number;
  readonly timedTransitions: readonly TimedTransition[];
}

/** How long the events of finished orders are kept, in seconds; undefined for ever. */
export function readEventRetention(
  variables: Variables,
  { idempotencyKeyHours, timedTransitions }: KeptLonger,
): number | undefined {
  const value = variables.optional(NAME);
  if (value === undefined) return undefined;
  const seconds = parseDuration(value, MAX_DIGITS);
  if (seconds === undefined || seconds < MIN_DAYS * SECONDS_OF_A_DAY || seconds > MAX_DAYS * SECONDS_OF_A_DAY) {
    variables.problems.push(
      `${NAME} is "${value}". Set it to a time from ${MIN_DAYS}d to ${MAX_DAYS}d, in h or d, or leave it out to keep all events.`,
    );
    return undefined;
  }
  const longer = [
    ...(idempotencyKeyHours * 3_600 > seconds ? [`IDEMPOTENCY_KEY_TTL_HOURS (${idempotencyKeyHours}h)`] : []),
    ...timedTransitions
      .filter(({ afterSeconds }) => afterSeconds > seconds)
      .map(({ from, after, to }) => `TIMED_TRANSITIONS (${from}:${after}:${to})`),
  ];
  if (longer.length > 0) {
    variables.problems.push(`${NAME} is "${value}", which is shorter than ${longer.join(' and ')}. Make it longer.`);
  }
  return seconds;
}
