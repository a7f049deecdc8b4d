import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { contract } from './document.js';
import { RFC3339 } from './timestamp.js';

const CONTRACT_ID = 'contract';

/** Compiles schemas wherever in the contract they stand. Reports every violation, not only the first. */
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true, verbose: true });
formats.default(ajv);
ajv.addFormat('int64', true);
// The date-time of ajv-formats checks the calendar, but accepts offsets without a colon and any white space for the T.
const calendarTime = formats.default.get('date-time') as { validate: (text: string) => boolean };
ajv.addFormat('date-time', (text) => RFC3339.test(text) && calendarTime.validate(text));
ajv.addSchema(contract, CONTRACT_ID);

/** The validator of the schema at a JSON pointer into the contract. */
export function validatorAt(pointer: string): ValidateFunction {
  return ajv.compile({ $ref: `${CONTRACT_ID}#${encodeURI(pointer)}` });
}

/** The validator of a schema that refers into the contract. */
export function validatorOf(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/', `"${CONTRACT_ID}#/`);
  return ajv.compile(JSON.parse(text) as Record<string, unknown>);
}
