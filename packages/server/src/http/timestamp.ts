/** The form of RFC 3339, section 5.6; whether there is such a day and time, it does not tell. */
export const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;

/** PostgreSQL's calendar has no year 0, and no order is older than this. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');

/**
 * An RFC 3339 time, whose form the contract has checked, in UTC with microseconds, as the database compares them. A leap
 * second is taken for the second before it; what comes before year 1 is `-infinity`.
 */
export function toDatabaseTime(text: string): string {
  const [, day = '', minute = '', second = '', fraction = '', offset = ''] = RFC3339.exec(text) ?? [];
  const wholeSecondMs = Date.parse(`${day}T${minute}:${second === '60' ? '59' : second}${offset.toUpperCase()}`);
  if (Number.isNaN(wholeSecondMs)) throw new RangeError(`Not a time: ${text}`);
  if (wholeSecondMs < EARLIEST_MS) return '-infinity';
  if (wholeSecondMs >= Date.parse('9999-12-31T23:59:59Z')) return 'infinity';
  return `${new Date(wholeSecondMs).toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}
