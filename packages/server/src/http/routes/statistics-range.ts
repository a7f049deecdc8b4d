import type { StatisticsInterval, StatisticsRange } from '../../ports/order-statistics.js';
import { LIMITS } from '../contract/limits.js';
import { toDatabaseTime } from '../contract/timestamp.js';
import { ValidationFailedError } from '../problems/request-errors.js';

const HOUR_MS = 3_600_000;
const LENGTHS_MS: Readonly<Record<StatisticsInterval, number>> = { hour: HOUR_MS, day: 24 * HOUR_MS };
/** How many buckets are returned without `since`. */
const DEFAULT_BUCKETS: Readonly<Record<StatisticsInterval, number>> = { hour: 24, day: 30 };

const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T00:00:00Z');

export interface StatisticsQuery {
  /** RFC 3339. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly interval?: StatisticsInterval | undefined;
}

/**
 * The whole hours or days, in UTC, that contain the requested span.
 * @throws ValidationFailedError when the span is empty, or has more buckets than the contract allows.
 */
export function statisticsRange({ since, until, interval = 'day' }: StatisticsQuery, nowMs: number): StatisticsRange {
  const lengthMs = LENGTHS_MS[interval];
  const endMs = Math.ceil((until === undefined ? nowMs + 1 : toMs(until)) / lengthMs) * lengthMs;
  const sinceMs = since === undefined ? endMs - DEFAULT_BUCKETS[interval] * lengthMs : toMs(since);
  const startMs = Math.floor(Math.max(sinceMs, EARLIEST_MS) / lengthMs) * lengthMs;
  if (startMs >= endMs) throw invalid('must be before until, which is now if absent');
  if ((endMs - startMs) / lengthMs > LIMITS.statisticsBuckets) {
    throw invalid(`must be at most ${LIMITS.statisticsBuckets} ${interval}s before until`);
  }
  return { interval, since: toText(startMs), until: toText(endMs) };
}

function toMs(text: string): number {
  const time = toDatabaseTime(text);
  if (time === '-infinity') return EARLIEST_MS;
  return time === 'infinity' ? LATEST_MS : Math.min(Date.parse(time), LATEST_MS);
}

function toText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}.000000Z`;
}

function invalid(detail: string): ValidationFailedError {
  return new ValidationFailedError([{ in: 'query', pointer: '/since', detail }]);
}
