import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';

/** A response as it was received. */
export interface WireAnswer {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

interface ResponseObject {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { $ref?: string }>>;
  readonly content?: Readonly<Record<string, { schema: object }>>;
}

interface HeaderObject {
  readonly required?: boolean;
  readonly schema: { readonly type?: string };
}

/** The part of JSON Schema that the contract uses for requests. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
}

export interface ContractParameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

export interface ContractOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly ContractParameter[];
  readonly bodySchema: Schema | undefined;
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

type Json = Record<string, unknown>;

/** The hand-written contract, not the generated copy that the server reads. */
export const contract = parse(readFileSync(new URL('../../../../openapi.yaml', import.meta.url), 'utf8')) as Json;

const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv);
ajv.addFormat('int64', true);
ajv.addSchema(contract, 'contract');
const validators = new Map<string, ValidateFunction>();

/** How `value` violates a schema of the contract; undefined if it is valid. */
export function violation(schema: object, value: unknown): string | undefined {
  const text = JSON.stringify(schema).replaceAll('"#/', '"contract#/');
  const validate = validators.get(text) ?? ajv.compile(JSON.parse(text) as Json);
  validators.set(text, validate);
  return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'answer' });
}

/** A schema of the contract's components, by name. */
export function componentSchema(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

/** Resolves a `$ref`. */
export function resolve<T extends object>(node: T & { $ref?: string }): T {
  if (node.$ref === undefined) return node;
  const segments = node.$ref.slice(2).split('/');
  return resolve(segments.reduce<unknown>((at, segment) => (at as Json)[segment], contract) as T);
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

interface PathItem {
  readonly parameters?: readonly ContractParameter[];
}

interface WrittenOperation extends PathItem {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

function operationOf(method: string, path: string, item: PathItem, written: WrittenOperation): ContractOperation {
  return {
    operationId: written.operationId,
    method: method.toUpperCase(),
    path,
    parameters: [...(item.parameters ?? []), ...(written.parameters ?? [])].map((parameter) => resolve(parameter)),
    bodySchema: written.requestBody?.content['application/json']?.schema,
    responses: written.responses,
  };
}

export const contractOperations: readonly ContractOperation[] = Object.entries(
  contract.paths as Record<string, PathItem & Record<string, WrittenOperation>>,
).flatMap(([path, item]) =>
  METHODS.filter((method) => method in item).map((method) => operationOf(method, path, item, item[method]!)),
);

function operationFor(method: string, target: string): ContractOperation | undefined {
  const path = target.split('?')[0]!;
  const fits = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  return contractOperations.find((operation) => operation.method === method && fits(operation.path));
}

function responseFor(operation: ContractOperation, status: number): ResponseObject | undefined {
  const found = operation.responses[String(status)] ?? operation.responses[`${Math.floor(status / 100)}XX`];
  return found && resolve(found);
}

/** How a response violates the contract; empty if it is valid. */
export function contractViolations(answer: WireAnswer): string[] {
  const operation = operationFor(answer.method, answer.target);
  if (!operation) return problemViolations(answer, componentSchema('Problem'));
  const response = responseFor(operation, answer.status);
  if (!response) return [`${operation.operationId} does not document the status ${answer.status}: ${answer.text}`];
  return [...headerViolations(response, answer), ...bodyViolations(response, answer)];
}

function headerViolations({ headers = {} }: ResponseObject, answer: WireAnswer): string[] {
  return Object.entries(headers).flatMap(([name, node]) => {
    const { required, schema } = resolve(node as HeaderObject & { $ref?: string });
    const sent = answer.headers[name.toLowerCase()];
    if (sent === undefined) return required ? [`the header ${name} is missing`] : [];
    const wrong = violation(schema, schema.type === 'integer' ? Number(sent) : sent);
    return wrong ? [`the header ${name} is "${sent}": ${wrong}`] : [];
  });
}

function bodyViolations({ content }: ResponseObject, answer: WireAnswer): string[] {
  if (!content) return answer.text === '' ? [] : [`a body that is not documented: ${answer.text}`];
  const mediaType = mediaTypeOf(answer);
  const documented = content[mediaType];
  if (!documented) return [`the media type ${mediaType} is not documented for the status ${answer.status}`];
  if (mediaType === 'application/problem+json') return problemViolations(answer, documented.schema);
  if (mediaType !== 'application/json') return [];
  const wrong = violation(documented.schema, JSON.parse(answer.text));
  return wrong ? [`${wrong} in ${answer.text}`] : [];
}

/** A problem document has to match the headers and the status of its response. */
function problemViolations(answer: WireAnswer, schema: object): string[] {
  if (mediaTypeOf(answer) !== 'application/problem+json') return [`not a problem document: ${answer.text}`];
  const problem = JSON.parse(answer.text) as Json;
  const wrong = violation(schema, problem);
  const retryAfter = answer.headers['retry-after'];
  return [
    ...(wrong ? [`${wrong} in ${answer.text}`] : []),
    ...(problem.status === answer.status ? [] : [`the status line says ${answer.status}: ${answer.text}`]),
    ...(problem.request_id === answer.headers['x-request-id'] ? [] : ['request_id is not X-Request-Id']),
    ...(problem.type === `/problems/${String(problem.code)}` ? [] : [`type is ${String(problem.type)}`]),
    ...(Number(retryAfter ?? NaN) === Number(problem.retry_after ?? NaN) || retryAfter === problem.retry_after
      ? []
      : [`Retry-After is ${retryAfter ?? 'missing'} in ${answer.text}`]),
  ];
}

function mediaTypeOf({ headers }: WireAnswer): string {
  return (headers['content-type'] ?? 'none').split(';')[0]!.trim();
}
