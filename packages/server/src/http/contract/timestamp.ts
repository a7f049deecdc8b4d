/** The syntax of RFC 3339, section 5.6. It does not check that the day and time exist. */
export const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;

/** PostgreSQL's calendar has no year 0, and no order is older than this. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');

/** The last second of a four-digit year: RFC 3339 cannot write a later one. */
const LATEST_MS = Date.parse('9999-12-31T23:59:59Z');
const MICROSECONDS = 1_000_000;

/**
 * An RFC 3339 time, whose form the contract has checked, in UTC with microseconds, as the database compares them. A finer
 * fraction is rounded up, which keeps every `>=` and `<` comparison with the database's microseconds exact. A leap second
 * becomes the second before it. A time before year 1 is `-infinity`, the last second of year 9999 or later is `infinity`.
 */
export function toDatabaseTime(text: string): string {
  const [, day = '', minute = '', second = '', fraction = '', offset = ''] = RFC3339.exec(text) ?? [];
  const wholeSecondMs = Date.parse(`${day}T${minute}:${second === '60' ? '59' : second}${offset.toUpperCase()}`);
  if (Number.isNaN(wholeSecondMs)) throw new RangeError(`Not a time: ${text}`);
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0')) + (/[1-9]/.test(fraction.slice(6)) ? 1 : 0);
  const carriedMs = micros === MICROSECONDS ? wholeSecondMs + 1000 : wholeSecondMs;
  if (carriedMs < EARLIEST_MS) return '-infinity';
  if (carriedMs >= LATEST_MS) return 'infinity';
  return `${new Date(carriedMs).toISOString().slice(0, 19)}.${String(micros % MICROSECONDS).padStart(6, '0')}Z`;
}
