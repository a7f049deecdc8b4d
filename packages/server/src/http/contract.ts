import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { RFC3339 } from './timestamp.js';

/** The contract as JSON, the very document that is generated from openapi.yaml and served at /openapi.json. */
export const contractText = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Record<string, unknown>;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Whether a token is asked for. */
  readonly authenticated: boolean;
  /** Whether only operators may call it. */
  readonly operatorsOnly: boolean;
  /** JSON pointer of the body's schema, where the operation takes a body. */
  readonly bodySchemaPointer: string | undefined;
}

type Json = Record<string, unknown>;

type SecurityRequirements = readonly { readonly bearerAuth?: readonly string[] }[];

interface Contract extends Json {
  readonly info: { readonly version: string };
  readonly security: SecurityRequirements;
  readonly components: {
    readonly securitySchemes: {
      readonly bearerAuth: { readonly 'x-operator-claims': Readonly<Record<string, readonly string[]>> };
    };
  };
}

const contract = JSON.parse(contractText) as Contract;

export const contractVersion = contract.info.version;

/** The values that make a token an operator's, by the name of the claim. */
export const operatorClaims = contract.components.securitySchemes.bearerAuth['x-operator-claims'];

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

function resolve(node: unknown): Json {
  const { $ref: ref } = node as { $ref?: string };
  if (ref === undefined) return node as Json;
  return resolve(
    ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, segment) => (at as Json)[segment], contract),
  );
}

function readOperations(): Operation[] {
  return Object.entries(contract.paths as Record<string, Json>).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => {
      const operation = item[method] as Json;
      const shared = (item.parameters ?? []) as unknown[];
      const own = (operation.parameters ?? []) as unknown[];
      const security = (operation.security ?? contract.security) as SecurityRequirements;
      return {
        operationId: operation.operationId as string,
        method,
        path,
        parameters: [...shared, ...own].map((parameter) => {
          const resolved = resolve(parameter) as unknown as Parameter;
          return { ...resolved, schema: resolve(resolved.schema) };
        }),
        authenticated: security.length > 0,
        operatorsOnly: security.some(({ bearerAuth = [] }) => bearerAuth.includes('operator')),
        bodySchemaPointer: operation.requestBody
          ? `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}/requestBody/content/application~1json/schema`
          : undefined,
      };
    }),
  );
}

/** Every operation of the contract by its `operationId`. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  readOperations().map((operation) => [operation.operationId, operation]),
);

const CONTRACT_ID = 'contract';

/** Compiles schemas of the contract, wherever in it they stand. Every violation is reported, not the first alone. */
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true });
formats.default(ajv);
ajv.addFormat('int64', true);
// ajv-formats knows the calendar, but lets pass what is not RFC 3339: offsets without a colon, any white space for the T.
const calendarTime = formats.default.get('date-time') as { validate: (text: string) => boolean };
ajv.addFormat('date-time', (text) => RFC3339.test(text) && calendarTime.validate(text));
ajv.addSchema(contract, CONTRACT_ID);

/** The validator of the schema at a JSON pointer into the contract. */
export function validatorAt(pointer: string): ValidateFunction {
  return ajv.compile({ $ref: `${CONTRACT_ID}#${encodeURI(pointer)}` });
}

/** The validator of a schema that refers into the contract. */
export function validatorOf(schema: Record<string, unknown>): ValidateFunction {
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${CONTRACT_ID}#/`)) as Json);
}
