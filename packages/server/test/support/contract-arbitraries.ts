import fc, { type Arbitrary } from 'fast-check';
import { contractOperations, resolve, type ContractOperation, type Schema } from './conformance.js';

/** A request of an operation: valid, nearly valid, or invalid. */
export interface FuzzedRequest {
  readonly operation: ContractOperation;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string | undefined;
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e400',
    'NaN',
    'null',
    '\0',
    '%',
    '../..',
    '__proto__',
    '9'.repeat(30),
    "'; --",
    'é',
  ),
);

const extremes = [0, -1, 1, 2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER, 2 ** 53, 1.5, 1e308];

/** The bounds of RFC 3339, a leap second, an offset, and fractions of any length. */
const extremeTimes = [
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '2016-12-31T23:59:60Z',
  '2026-02-15t22:58:41.878640+05:30',
];

/** Values that a schema allows, as JSON. */
export function validValue(node: Schema): Arbitrary<unknown> {
  const schema = resolve(node);
  const { type, minimum = 0, maximum = Number.MAX_SAFE_INTEGER, maxLength = 40 } = schema;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return fc.oneof(...alternatives.map(validValue));
  if (type === 'integer' || type === 'number') {
    return fc.oneof(
      fc.integer({ min: minimum, max: Math.min(maximum, minimum + 20) }),
      fc.constantFrom(minimum, maximum),
    );
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'array')
    return fc.array(validValue(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 4 });
  if (type === 'object') return validObject(schema);
  if (schema.format === 'date-time') {
    const times = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true });
    return fc.oneof(
      times.map((time) => time.toISOString()),
      fc.constantFrom(...extremeTimes),
    );
  }
  if (schema.format === 'uuid') return fc.uuid();
  const { minLength = 0 } = schema;
  const [pattern, ...others] = patternsOf(schema).map((source) => new RegExp(source, 'u'));
  if (pattern) {
    const texts = fc.stringMatching(pattern).filter((text) => others.every((other) => other.test(text)));
    return texts.filter((text) => isWithin(Array.from(text).length, minLength, maxLength));
  }
  const lengths = { minLength, maxLength: Math.min(maxLength, 20) };
  return fc.oneof(
    fc.string({ unit: 'grapheme', ...lengths }),
    fc.string({ unit: 'binary', ...lengths }),
    fc.constant('\0'.repeat(Math.max(minLength, 1))),
  );
}

/** The patterns that a text has to match, all of them. */
function patternsOf({ pattern, allOf = [] }: Schema): string[] {
  return [...(pattern === undefined ? [] : [pattern]), ...allOf.flatMap((part) => patternsOf(resolve(part)))];
}

const isWithin = (value: number, min: number, max: number) => value >= min && value <= max;

function validObject({
  properties = {},
  required = [],
  additionalProperties,
  propertyNames,
}: Schema): Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, validValue(member)]));
  const record = fc.record(members, { requiredKeys: [...required] });
  if (typeof additionalProperties !== 'object') return record;
  const names = validValue({ type: 'string', ...propertyNames }) as Arbitrary<string>;
  return fc.dictionary(names, validValue(additionalProperties), { maxKeys: 4 });
}

/** The value with one member replaced, removed or added. */
function nearly(valid: Arbitrary<unknown>): Arbitrary<unknown> {
  const wrong = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(...extremes), anyText);
  return fc.tuple(valid, wrong, fc.nat(), fc.boolean()).map(([value, other, at, leaveOut]) => {
    if (typeof value !== 'object' || value === null) return other;
    const copy = structuredClone(value) as Record<string, unknown>;
    const names = [...Object.keys(copy), 'extra'];
    const name = names[at % names.length]!;
    if (leaveOut) Reflect.deleteProperty(copy, name);
    else copy[name] = other;
    return copy;
  });
}

/** An array is sent as its first element. */
function validText(schema: Schema): Arbitrary<string> {
  const values = resolve(schema).type === 'array' ? validValue(resolve(schema).items ?? {}) : validValue(schema);
  return values.map(String);
}

function parameterText(schema: Schema): Arbitrary<string> {
  const valid = validText(schema);
  return fc.oneof({ weight: 4, arbitrary: valid }, { weight: 1, arbitrary: anyText });
}

function bodyText(schema: Schema): Arbitrary<string> {
  const valid = validValue(schema);
  const json = (values: Arbitrary<unknown>) => values.map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 4, arbitrary: json(valid) },
    { weight: 4, arbitrary: json(nearly(valid)) },
    { weight: 1, arbitrary: json(fc.jsonValue()) },
    { weight: 1, arbitrary: anyText },
  );
}

/** Header values that Node.js lets a client send. */
const sendable = (text: string) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');

/** In one request of four. */
const seldom = <T>(values: Arbitrary<T>): Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });

const encoded = (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '?'));

/** How the parts of a request are made. */
interface Texts {
  readonly parameter: (schema: Schema) => Arbitrary<string>;
  readonly body: (schema: Schema) => Arbitrary<string | undefined>;
  /** Parameters that the contract does not name. */
  readonly unknown: Arbitrary<string | undefined>;
}

const ANY_TEXTS: Texts = {
  parameter: parameterText,
  body: (schema) => fc.option(bodyText(schema), { nil: undefined, freq: 20 }),
  unknown: seldom(anyText.map(encoded)),
};

const VALID_TEXTS: Texts = {
  parameter: validText,
  body: (schema) => validValue(schema).map((value) => JSON.stringify(value)),
  unknown: fc.constant(undefined),
};

/** Requests of one operation; `ids` are existing orders. */
function requestsOf(operation: ContractOperation, ids: readonly number[], texts: Texts): Arbitrary<FuzzedRequest> {
  const of = (place: string) => operation.parameters.filter((parameter) => parameter.in === place);
  const textsOf = (place: string) =>
    fc.record(Object.fromEntries(of(place).map(({ name, schema }) => [name, texts.parameter(schema)])));
  /** An object is sent as one of its members, such as `metadata[channel]=web`. */
  const entryOf = ({ name, schema }: ContractOperation['parameters'][number]): Arbitrary<[string, string]> => {
    const { type, propertyNames, additionalProperties } = resolve(schema);
    if (type !== 'object') return texts.parameter(schema).map((text) => [name, text]);
    if (typeof additionalProperties !== 'object') throw new Error(`The members of ${name} have no schema`);
    const key = texts.parameter({ type: 'string', ...propertyNames });
    return fc.tuple(key, texts.parameter(additionalProperties)).map(([member, text]) => [`${name}[${member}]`, text]);
  };
  const someTextsOf = (place: string) =>
    fc
      .tuple(...of(place).map((parameter) => seldom(entryOf(parameter))))
      .map((sent) => sent.filter((entry) => entry !== undefined));
  const known = fc.constantFrom(...ids.map(String));
  const path = fc.tuple(textsOf('path'), fc.option(known, { freq: 2 })).map(([sent, id]) =>
    operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const text = name === 'order_id' && id !== null ? id : sent[name]!;
      return encoded(text) || '0';
    }),
  );
  const query = fc
    .tuple(someTextsOf('query'), texts.unknown)
    .map(([sent, junk]) => [...sent.map(([name, text]) => `${encoded(name)}=${encoded(text)}`), junk ?? ''].join('&'));
  const body = operation.bodySchema;
  return fc.record({
    operation: fc.constant(operation),
    target: fc.tuple(path, query).map(([at, search]) => (search ? `${at}?${search}` : at)),
    headers: someTextsOf('header').map((sent) =>
      Object.fromEntries(sent.map(([name, text]) => [name, sendable(text)])),
    ),
    raw: body ? texts.body(body) : fc.constant(undefined),
  });
}

/** A profile takes as long as dozens of other requests, so that one request of a hundred asks for one. */
const PROFILES: readonly string[] = ['getCpuProfile', 'getHeapProfile'];

function requestsOfEvery(
  requests: (operation: ContractOperation) => Arbitrary<FuzzedRequest>,
): Arbitrary<FuzzedRequest> {
  const weightOf = ({ operationId }: ContractOperation) => (PROFILES.includes(operationId) ? 1 : 8);
  return fc.oneof(
    ...contractOperations.map((operation) => ({ weight: weightOf(operation), arbitrary: requests(operation) })),
  );
}

/** Requests of every operation of the contract. */
export function requestsOfContract(ids: readonly number[]): Arbitrary<FuzzedRequest> {
  return requestsOfEvery((operation) => requestsOf(operation, ids, ANY_TEXTS));
}

/** Requests that keep everything that the contract's schemas say. */
export function validRequestsOfContract(ids: readonly number[]): Arbitrary<FuzzedRequest> {
  return requestsOfEvery((operation) => requestsOf(operation, ids, VALID_TEXTS));
}
