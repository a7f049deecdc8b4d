import { UsageError } from '../errors.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const DURATION = /^(\d{1,6})([smhdw])$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Years that need another number of digits have a sign. */
const RFC3339_YEAR = /^\d{4}-/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/i;

/** Parses a duration such as `45s`, `30m`, `3h`, `2d` or `1w`, in milliseconds. Throws UsageError. */
export function parseDurationMs(text: string): number {
  const match = DURATION.exec(text);
  const unitMs = match && UNIT_MS[match[2] ?? ''];
  if (!match || unitMs === undefined || unitMs === null) {
    throw new UsageError(`A duration is a number and one of s, m, h, d, w, such as 2d; not '${text}'.`);
  }
  return Number(match[1]) * unitMs;
}

/**
 * Parses a time: a duration before `now` (`2d`), a date (`2026-02-15`, its midnight) or an ISO 8601 time. Without a zone
 * it is local, or UTC if `utc` is set. Returns RFC 3339 in UTC with every digit of the fraction, because the service
 * compares microseconds, of which a Date holds none. Throws UsageError.
 */
export function parseSince(text: string, now: Date, utc: boolean): string {
  const moment = DURATION.test(text)
    ? new Date(now.getTime() - parseDurationMs(text)).toISOString()
    : readMoment(text, utc);
  if (moment !== undefined && RFC3339_YEAR.test(moment)) return moment;
  throw new UsageError(`A time is a span such as 2d or 3h, or a date such as 2026-02-15T09:30; not '${text}'.`);
}

function readMoment(text: string, utc: boolean): string | undefined {
  if (!isDay(text.slice(0, 10))) return undefined;
  const time = DATE.test(text) ? `${text}T00:00:00` : text.replace(' ', 'T');
  const [isTime, fraction = '', zone] = DATE_TIME.exec(time) ?? [];
  if (isTime === undefined) return undefined;
  const moment = new Date(zone === undefined && utc ? `${time}Z` : time);
  if (Number.isNaN(moment.getTime())) return undefined;
  return moment.toISOString().replace(/\.\d+Z$/, `${fraction}Z`);
}

/** Whether the day exists: Date would read 2026-02-31 as the 3rd of March. */
function isDay(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}
