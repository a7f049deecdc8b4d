import type { Context } from 'koa';
import type { operations as Operations } from '@order-service/sdk';
import { ValidationFailedError, type Violation } from '../problems/request-errors.js';
import { resolve } from './document.js';
import { readJson } from './json-body.js';
import { isJsonInUtf8 } from './media-type.js';
import type { Operation, OperationId, Parameter } from './operations.js';
import { repeatedMembers } from './repeated-members.js';
import { CONTRACT_VALIDATORS, type Validators } from './validators.js';
import { schemaViolations, segment } from './violations.js';

/** The parameters that have a default wherever the contract has them, and are therefore always there. */
const WITH_DEFAULT = ['limit', 'skip', 'scope', 'state', 'interval', 'grace_seconds', 'seconds'] as const;

type Name = (typeof WITH_DEFAULT)[number];

type NoneIfNever<Values> = [Values] extends [never] ? object : Values;

type ParametersIn<Id extends OperationId, Location extends Parameter['in']> = NoneIfNever<
  NonNullable<Operations[Id]['parameters'][Location]>
>;

type WithDefaults<Values> = Omit<Values, Name> & {
  [Key in Extract<keyof Values, Name>]-?: NonNullable<Values[Key]>;
};

type BodyOf<Id extends OperationId> = Operations[Id] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : undefined;

/** A request that keeps the contract, typed by its operation. */
export interface ValidRequest<Id extends OperationId> {
  readonly path: ParametersIn<Id, 'path'>;
  readonly query: WithDefaults<ParametersIn<Id, 'query'>>;
  readonly header: ParametersIn<Id, 'header'>;
  readonly body: BodyOf<Id>;
}

/** The same, where the operation is not known to the compiler. */
export interface AnyRequest {
  readonly path: Values;
  readonly query: Values;
  readonly header: Values;
  readonly body: unknown;
}

type Values = Record<string, unknown>;

/** Reads a request. @throws ValidationFailedError with every violation, or what `readJson` throws */
export type RequestReader = (ctx: Context) => Promise<AnyRequest>;

/** What a request is held against. */
export interface ReadingRules {
  readonly validators: Validators;
  /** Whether a `Content-Type` is that of a body that is read as JSON. */
  readonly isJson: (contentType: string) => boolean;
}

const CONTRACT_RULES: ReadingRules = { validators: CONTRACT_VALIDATORS, isJson: isJsonInUtf8 };

/** Returns a function that reads a request of `operation` and validates it. */
export function requestReader(operation: Operation, { validators, isJson } = CONTRACT_RULES): RequestReader {
  const path = parameterReader(operation, 'path', validators);
  const query = parameterReader(operation, 'query', validators);
  const header = parameterReader(operation, 'header', validators);
  const body = operation.bodySchemaPointer === undefined ? undefined : validators.at(operation.bodySchemaPointer);
  const isNamed = namesIn(operation, 'query');

  return async (ctx) => {
    const violations: Violation[] = [];
    if (prefersStrictHandling(ctx)) violations.push(...unknownParameters(ctx, isNamed));
    const request = {
      path: path(ctx, violations),
      query: query(ctx, violations),
      header: header(ctx, violations),
      body: undefined as unknown,
    };
    const sent = body && (await readJson(ctx, isJson));
    if (sent) {
      violations.push(...schemaViolations(body, 'body', sent.value), ...repeatedMembers(sent.text));
    }
    if (violations.length > 0) throw new ValidationFailedError(violations);
    request.body = sent?.value;
    return request;
  };
}

/** Tells whether a name in a URL's query is that of a parameter, or of a member of one, of the operation. */
function namesIn({ parameters }: Operation, location: Parameter['in']): (sent: string) => boolean {
  const named = parameters.filter((parameter) => parameter.in === location);
  return (sent) =>
    named.some(({ name, style }) => sent === name || (style === 'deepObject' && sent.startsWith(`${name}[`)));
}

/** Whether the client wants to be told of what would be ignored (RFC 7240, section 4.4). */
function prefersStrictHandling(ctx: Context): boolean {
  const prefer = ctx.get('Prefer');
  return prefer !== '' && /(^|[,;])\s*handling\s*=\s*"?strict"?\s*([,;]|$)/i.test(prefer);
}

function unknownParameters(ctx: Context, isNamed: (sent: string) => boolean): Violation[] {
  return Object.keys(ctx.query)
    .filter((sent) => !isNamed(sent))
    .map((sent) => ({ in: 'query', pointer: `/${segment(sent)}`, detail: 'is not a parameter of this operation' }));
}

function parameterReader(operation: Operation, location: Parameter['in'], validators: Validators) {
  const parameters = operation.parameters.filter((parameter) => parameter.in === location);
  if (parameters.length === 0) return (): Values => ({});
  for (const parameter of parameters) checkDefault(operation, parameter);
  const validator = validators.of({
    type: 'object',
    required: parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
  });

  return (ctx: Context, violations: Violation[]): Values => {
    const values: Values = {};
    for (const { name, schema, style } of parameters) {
      const sent = style === 'deepObject' ? membersOf(ctx, name) : rawValue(ctx, location, name);
      const value = sent === undefined ? schema.default : coerce(sent, schema);
      if (value !== undefined) values[name] = value;
    }
    violations.push(...schemaViolations(validator, location, values));
    return values;
  };
}

/** @throws Error when the contract and `WITH_DEFAULT`, from which the types follow, disagree. */
function checkDefault({ operationId }: Operation, { name, schema }: Parameter): void {
  const typedAsPresent = WITH_DEFAULT.some((known) => known === name);
  if (typedAsPresent === (schema.default !== undefined)) return;
  throw new Error(`WITH_DEFAULT and the contract disagree on a default of ${name} of ${operationId}`);
}

function rawValue(ctx: Context, location: Parameter['in'], name: string): string | string[] | undefined {
  if (location === 'path') return (ctx.params as Readonly<Record<string, string>>)[name];
  if (location === 'query') return ctx.query[name];
  return ctx.headers[name.toLowerCase()];
}

/** The members of an object that is sent as `name[key]=value`; the text itself when `name=value` is sent. */
function membersOf(ctx: Context, name: string): Values | string | string[] | undefined {
  const members = Object.entries(ctx.query).flatMap(([sent, value]) =>
    sent.startsWith(`${name}[`) && sent.endsWith(']') ? [[sent.slice(name.length + 1, -1), value] as const] : [],
  );
  return members.length > 0 && ctx.query[name] === undefined ? Object.fromEntries(members) : ctx.query[name];
}

const INTEGER = /^-?\d+$/;

/** The text of a URL or header as the type that its schema names. Other text stays text, which its schema refuses. */
function coerce(sent: string | string[] | Values, schema: Parameter['schema']): unknown {
  if (schema.type === 'boolean' && (sent === 'true' || sent === 'false')) return sent === 'true';
  if (schema.type === 'array') {
    const items = resolve(schema.items) as Parameter['schema'];
    return (Array.isArray(sent) ? sent : [sent]).map((item: string | Values) => coerce(item, items));
  }
  return schema.type === 'integer' && typeof sent === 'string' && INTEGER.test(sent) ? Number(sent) : sent;
}
