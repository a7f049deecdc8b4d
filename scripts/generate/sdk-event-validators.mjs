import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

/** As regular expressions, which ajv writes into its code; for a function it would write an import. */
const FORMATS = {
  'date-time':
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  int64: true,
};

/**
 * Functions that validate the events of the contract's webhooks, by the type of the event: ajv's standalone code, which
 * imports nothing. Members that the contract does not have are accepted, and so are values that are not in its lists: a
 * newer service has statuses that this version does not know.
 */
export function sdkEventValidators(contract) {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    formats: FORMATS,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addSchema({ $id: 'contract', components: { schemas: open(contract.components.schemas) } });
  const schemas = {};
  const types = Object.keys(contract.webhooks).map((type) => `  readonly '${type}': EventValidator;\n`);
  const entries = Object.entries(contract.webhooks).map(([type, { post }]) => {
    const { $ref } = post.requestBody.content['application/json'].schema;
    const name = `validate${$ref.split('/').at(-1)}`;
    schemas[name] = `contract${$ref}`;
    return `  '${type}': ${name},\n`;
  });
  const code = standaloneCode.default(ajv, schemas).replace('"use strict";\n', '');
  if (/\brequire\(|\bimport\b/.test(code)) throw new Error('The validators of events import something.');
  return `// @ts-nocheck The code below is ajv's, in plain JavaScript.
${code}
/** Whether an event is valid; \`errors\` has what the last one broke. */
export interface EventValidator {
  (event: unknown): boolean;
  errors?: readonly Violation[] | null;
}

interface Violation {
  readonly instancePath: string;
  readonly message: string;
}

/** The validator of each type of event. */
export const EVENT_VALIDATORS: {
${types.join('')}} = {
${entries.join('')}};
`;
}

/** The schema without its lists of values. */
function open(schema) {
  if (Array.isArray(schema)) return schema.map(open);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(([name, value]) => name !== 'enum' || !Array.isArray(value));
  return Object.fromEntries(entries.map(([name, value]) => [name, open(value)]));
}
