import type { Context, Middleware } from 'koa';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { operations as Operations } from '@order-service/sdk';
import { isStorableText } from '../wire/storable-text.js';
import { operations, validatorAt, validatorOf, type Operation, type Parameter } from './contract.js';
import { readJson } from './json-body.js';
import { ValidationFailedError, type Violation } from './problems/request-errors.js';

export type OperationId = keyof Operations;

type Parameters<Id extends OperationId> = Required<{
  [In in keyof Operations[Id]['parameters']]: NonNullable<Operations[Id]['parameters'][In]>;
}>;
type BodyOf<Id extends OperationId> = Operations[Id] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : undefined;

/** A request that keeps the contract, typed by it. */
export interface ValidRequest<Id extends OperationId> {
  readonly path: Parameters<Id>['path'];
  readonly query: Parameters<Id>['query'];
  readonly header: Parameters<Id>['header'];
  readonly body: BodyOf<Id>;
}

type Location = Violation['in'];

/**
 * Middleware that checks a request against `operationId` of the contract and leaves what it read in
 * `ctx.state.request`; `requestOf` hands it out with its types.
 * @throws ValidationFailedError with every violation, and the errors of reading the body.
 */
export function validate(operationId: OperationId): Middleware {
  const operation = operations.get(operationId);
  if (!operation) throw new Error(`The contract has no operation ${operationId}`);
  const locations = (['path', 'query', 'header'] as const).map((location) => parameterReader(operation, location));
  const body = operation.bodySchemaPointer === undefined ? undefined : validatorAt(operation.bodySchemaPointer);

  return async (ctx, next) => {
    const violations: Violation[] = [];
    const request: Record<string, unknown> = {};
    for (const read of locations) request[read.location] = read.from(ctx, violations);
    if (body) {
      request.body = await readJson(ctx);
      check(body, 'body', request.body, violations);
      checkText(request.body, violations);
    }
    if (violations.length > 0) throw new ValidationFailedError(violations);
    ctx.state.request = request;
    await next();
  };
}

/** What `validate(operationId)` has read; `operationId` only carries the type. */
export function requestOf<Id extends OperationId>(ctx: Context, operationId: Id): ValidRequest<Id>;
export function requestOf(ctx: Context): unknown {
  return ctx.state.request as unknown;
}

function parameterReader(operation: Operation, location: Parameter['in']) {
  const parameters = operation.parameters.filter((parameter) => parameter.in === location);
  const validator = validatorOf({
    type: 'object',
    required: parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
  });

  return {
    location,
    from(ctx: Context, violations: Violation[]): Record<string, unknown> {
      const values: Record<string, unknown> = {};
      for (const { name, schema } of parameters) {
        const sent = rawValue(ctx, location, name);
        const value = sent === undefined ? schema.default : coerce(sent, schema);
        if (value !== undefined) values[name] = value;
      }
      if (parameters.length > 0) check(validator, location, values, violations);
      return values;
    },
  };
}

function rawValue(ctx: Context, location: Parameter['in'], name: string): string | string[] | undefined {
  if (location === 'path') return (ctx.params as Record<string, string>)[name];
  if (location === 'query') return ctx.query[name];
  return ctx.headers[name.toLowerCase()];
}

const INTEGER = /^-?\d+$/;

/** Text of a URL or header as its schema has it. What does not fit stays text, and is refused as such. */
function coerce(sent: string | string[], schema: Record<string, unknown>): unknown {
  if (schema.type === 'array') return Array.isArray(sent) ? sent : [sent];
  return schema.type === 'integer' && typeof sent === 'string' && INTEGER.test(sent) ? Number(sent) : sent;
}

function check(validator: ValidateFunction, location: Location, value: unknown, violations: Violation[]): void {
  if (validator(value)) return;
  for (const error of validator.errors ?? []) violations.push(violationOf(error, location));
}

/** Says what is wrong in words that name the member or the values, which ajv's own message leaves out. */
function violationOf(
  { instancePath, keyword, message = 'is not valid', params }: ErrorObject,
  location: Location,
): Violation {
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  if (keyword === 'additionalProperties') {
    return {
      in: location,
      pointer: `${instancePath}/${segment(String(additionalProperty))}`,
      detail: 'is not a member of this request',
    };
  }
  if (keyword === 'enum')
    return { in: location, pointer: instancePath, detail: `must be one of ${String(allowedValues?.join(', '))}` };
  return { in: location, pointer: instancePath, detail: message };
}

/** A name as a segment of a JSON pointer (RFC 6901, section 3). */
function segment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * PostgreSQL has no NUL in text, and a lone surrogate would silently become another character. The body may be nested
 * as deep as it is long, hence no recursion.
 */
function checkText(body: unknown, violations: Violation[]): void {
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
}

function unstorable(pointer: string): Violation {
  return { in: 'body', pointer, detail: 'must not hold a NUL character or half of a surrogate pair' };
}
