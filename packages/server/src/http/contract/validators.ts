import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Options, ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { contract } from './document.js';
import { RFC3339 } from './timestamp.js';

const DOCUMENT_ID = 'contract';

/** Compiles schemas wherever in a document they stand. */
export interface Validators {
  /** The validator of the schema at a JSON pointer into the document. */
  at(pointer: string): ValidateFunction;
  /** The validator of a schema that refers into the document. */
  of(schema: Readonly<Record<string, unknown>>): ValidateFunction;
}

/** Validators that report every violation, not only the first. `options` are further ones of ajv. */
export function createValidators(document: object, options: Options = {}): Validators {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true, verbose: true, ...options });
  formats.default(ajv);
  ajv.addFormat('int64', true);
  // The date-time of ajv-formats checks the calendar, but accepts offsets without a colon and any white space for the T.
  const calendarTime = formats.default.get('date-time') as { validate: (text: string) => boolean };
  ajv.addFormat('date-time', (text) => RFC3339.test(text) && calendarTime.validate(text));
  ajv.addSchema(document, DOCUMENT_ID);

  return {
    at: (pointer) => ajv.compile({ $ref: `${DOCUMENT_ID}#${encodeURI(pointer)}` }),
    of(schema) {
      const text = JSON.stringify(schema).replaceAll('"#/', `"${DOCUMENT_ID}#/`);
      return ajv.compile(JSON.parse(text) as Record<string, unknown>);
    },
  };
}

export const CONTRACT_VALIDATORS = createValidators(contract);
