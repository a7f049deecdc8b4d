export interface Connecting {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** Splits at colons that no backslash precedes. */
const FIELD = /(?:^|:)((?:\\.|[^:\\])*)/g;
const FIELDS = 5;

/**
 * The password of the first line `host:port:database:user:password` of a password file that fits; `*` fits everything
 * (https://www.postgresql.org/docs/current/libpq-pgpass.html). Undefined if no line fits.
 */
export function findPassword(text: string, { host, port, database, user }: Connecting): string | undefined {
  // libpq looks up connections by a Unix socket under this name.
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = [...line.matchAll(FIELD)].map(([, field = '']) => field);
    if (fields.length !== FIELDS) continue;
    const [password = ''] = fields.slice(-1);
    const fits = wanted.every((value, at) => fields[at] === '*' || unescape(fields[at] ?? '') === value);
    if (fits) return unescape(password);
  }
  return undefined;
}

function unescape(field: string): string {
  return field.replace(/\\(.)/g, '$1');
}
