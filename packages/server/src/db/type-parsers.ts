import pg from 'pg';

const { builtins } = pg.types;

const FULL = '2026-02-15 17:28:41.878640+00';
/** Days before the year 1 end with `BC`, and years after 9999 have five digits: no order is that old or young. */
const UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/;

/**
 * Turns a timestamptz as PostgreSQL writes it in a session with DateStyle ISO and TimeZone UTC,
 * `2026-02-15 17:28:41.87864+00`, into RFC 3339 with microseconds. A Date would lose the last three digits, and so would
 * cursors. Nearly every time has all six digits, and a page of orders has forty times, so that this case has a path of its
 * own.
 * @throws RangeError for any other form
 */
export function toRfc3339(text: string): string {
  if (!UTC.test(text)) throw new RangeError(`The database returned a time in an unknown form: ${text}`);
  if (text.length === FULL.length) return `${text.slice(0, 10)}T${text.slice(11, 26)}Z`;
  const [day = '', rest = ''] = text.split(' ');
  const [time = '', fraction = ''] = rest.replace('+00', '').split('.');
  return `${day}T${time}.${fraction.padEnd(6, '0')}Z`;
}

/** For types whose text depends on settings, and which no statement returns. */
function reject(text: string): never {
  throw new RangeError(`The database returned a value of a type that this service does not read: ${text}`);
}

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`An integer of the database does not fit a number: ${text}`);
  return value;
}

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, toSafeInteger],
  [builtins.NUMERIC, (text) => text],
  [builtins.TIMESTAMPTZ, toRfc3339],
  ...[builtins.TIMESTAMP, builtins.DATE, builtins.TIME, builtins.TIMETZ, builtins.INTERVAL, builtins.MONEY].map(
    (type): [number, typeof reject] => [type, reject],
  ),
]);

/** How a connection reads values: decimals as text, times as RFC 3339, and bigints as numbers. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    parsers.get(oid) ?? (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};
