import type { ErrorObject, ValidateFunction } from 'ajv';
import { isStorableText } from '../../wire/storable-text.js';
import type { Violation } from '../problems/request-errors.js';

/** Every way in which `value` breaks the schema of `validator`. */
export function schemaViolations(validator: ValidateFunction, location: Violation['in'], value: unknown): Violation[] {
  if (validator(value)) return [];
  return (validator.errors ?? []).map((error) => violationOf(error, location));
}

/** Names the unknown member or the allowed values, which ajv's own message leaves out. */
function violationOf(error: ErrorObject, location: Violation['in']): Violation {
  const { instancePath, keyword, message = 'is not valid', params } = error;
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  if (keyword === 'additionalProperties') {
    const pointer = `${instancePath}/${segment(String(additionalProperty))}`;
    return { in: location, pointer, detail: 'is not a member of this request' };
  }
  const detail = keyword === 'enum' ? `must be one of ${String(allowedValues?.join(', '))}` : message;
  return { in: location, pointer: instancePath, detail };
}

/** A name as a segment of a JSON pointer (RFC 6901, section 3). */
export function segment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * Every text of a body, names of members included, that PostgreSQL could not store as it is. Not recursive, because a
 * body may be nested as deeply as it is long.
 */
export function textViolations(body: unknown): Violation[] {
  const violations: Violation[] = [];
  const pending: [pointer: string, value: unknown][] = [['', body]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [pointer, value] = next;
    if (typeof value === 'string' && !isStorableText(value)) violations.push(unstorable(pointer));
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, member] of Object.entries(value)) {
      const at = `${pointer}/${segment(name)}`;
      if (!isStorableText(name)) violations.push(unstorable(at));
      pending.push([at, member]);
    }
  }
  return violations;
}

function unstorable(pointer: string): Violation {
  return { in: 'body', pointer, detail: 'must not hold a NUL character or half of a surrogate pair' };
}
