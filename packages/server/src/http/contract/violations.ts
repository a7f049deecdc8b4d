import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Violation } from '../problems/request-errors.js';

/** Every way in which `value` breaks the schema of `validator`. */
export function schemaViolations(validator: ValidateFunction, location: Violation['in'], value: unknown): Violation[] {
  if (validator(value)) return [];
  const errors = validator.errors ?? [];
  const described = errors.filter((error) => error.keyword === 'anyOf' && detailOf(error) !== undefined);
  // The errors of the alternatives say less than the sentence about all of them.
  const others = errors.filter(
    (error) => !described.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`)),
  );
  return others.map((error) => violationOf(error, location));
}

/** What the contract says where ajv's own message would not help. */
interface Described {
  /** What a value must be to match the `pattern`, or one of the alternatives of `anyOf`. */
  readonly 'x-detail'?: string;
}

function detailOf({ parentSchema = {} }: ErrorObject): string | undefined {
  return (parentSchema as Described)['x-detail'];
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
  if (keyword === 'pattern' || keyword === 'anyOf') {
    return { in: location, pointer, detail: detailOf(error) ?? message };
  }
  const detail = keyword === 'enum' ? `must be one of ${String(allowedValues?.join(', '))}` : message;
  return { in: location, pointer, detail };
}

/** A name as a segment of a JSON pointer (RFC 6901, section 3). */
export function segment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
