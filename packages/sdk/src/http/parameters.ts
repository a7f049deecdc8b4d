import { ConfigurationError } from '../errors.js';
import { limits, patterns } from '../generated/limits.js';

/** RFC 9110, 8.8.3: one entity tag or a list of them, or `*`. */
const ENTITY_TAGS = /^(\*|(W\/)?"[\x21\x23-\x7e\x80-\xff]*"(\s*,\s*(W\/)?"[\x21\x23-\x7e\x80-\xff]*")*)$/;

/**
 * Refuses ids and conditions that no service would accept. `undefined` in a path would become the text "undefined", an
 * empty id the path of the list, and `../x` another path; a condition that is not sent would not guard the change.
 *
 * @throws {ConfigurationError} that names the parameter; nothing was sent
 */
export function checkParameters(
  path: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): void {
  for (const [name, value] of Object.entries(path)) {
    const rule = PATH_RULES[name];
    if (rule && !rule.accepts(value))
      throw new ConfigurationError(`${name} must be ${rule.words}, not ${show(value)}.`);
  }
  for (const name of ['If-Match', 'If-None-Match']) {
    const value = header[name];
    if (value === undefined || (typeof value === 'string' && ENTITY_TAGS.test(value))) continue;
    throw new ConfigurationError(`${name} must be a version or an entity tag, not ${show(value)}.`);
  }
}

/**
 * Refuses a path that would lead to another server, which must not get the token, one whose parameters are not all given,
 * and one that has a query beside `query`.
 *
 * @throws {ConfigurationError} that names what is wrong; nothing was sent
 */
export function checkPath(
  path: string,
  parameters: Readonly<Record<string, unknown>> = {},
  query?: Readonly<Record<string, unknown>>,
): void {
  if (!path.startsWith('/')) throw new ConfigurationError(`The path must begin with /, not ${show(path)}.`);
  if (query && path.includes('?')) {
    throw new ConfigurationError('The query stands in the path and in `query`: give it in one place.');
  }
  const missing = [...path.matchAll(/\{(\w+)\}/g)].find(([, name = '']) => parameters[name] === undefined);
  if (missing) throw new ConfigurationError(`The path needs a value for ${missing[0]}.`);
}

interface PathRule {
  readonly words: string;
  accepts(value: unknown): boolean;
}

/** Ids are compared by type as well: an array of one number has the same text as the number. */
const PATH_RULES: Readonly<Record<string, PathRule>> = {
  order_id: {
    words: `a whole number from ${limits.minId} to ${limits.maxId}`,
    accepts: (value) => Number.isInteger(value) && Number(value) >= limits.minId && Number(value) <= limits.maxId,
  },
  event_id: {
    words: 'the UUID of an event',
    accepts: (value) => typeof value === 'string' && patterns.eventId.test(value),
  },
};

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? 'an array' : String(value);
}
