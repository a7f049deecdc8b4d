import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Violation } from '../problems/request-errors.js';

/** Every way in which `value` breaks the schema of `validator`. */
export function schemaViolations(validator: ValidateFunction, location: Violation['in'], value: unknown): Violation[] {
  if (validator(value)) return [];
  return (validator.errors ?? []).map((error) => violationOf(error, location));
}

/** What the contract says where ajv's own message would not help. */
interface Described {
  /** What a text must be to match the `pattern`. */
  readonly 'x-pattern-detail'?: string;
}

/** Names the unknown member or the allowed values, which ajv's own message leaves out. */
function violationOf(error: ErrorObject, location: Violation['in']): Violation {
  const { instancePath, keyword, message = 'is not valid', params, propertyName } = error;
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  if (keyword === 'additionalProperties') {
    const pointer = `${instancePath}/${segment(String(additionalProperty))}`;
    return { in: location, pointer, detail: 'is not a member of this request' };
  }
  const pointer = propertyName === undefined ? instancePath : `${instancePath}/${segment(propertyName)}`;
  const { 'x-pattern-detail': patternDetail = message } = (error.parentSchema ?? {}) as Described;
  if (keyword === 'pattern') return { in: location, pointer, detail: patternDetail };
  const detail = keyword === 'enum' ? `must be one of ${String(allowedValues?.join(', '))}` : message;
  return { in: location, pointer, detail };
}

/** A name as a segment of a JSON pointer (RFC 6901, section 3). */
export function segment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
