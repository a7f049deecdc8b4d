import { readFileSync } from 'node:fs';

/** The contract as JSON: generated from openapi.yaml, and served at /openapi.json. */
export const contractText = readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8');

/** Each alternative asks for a bearer token, and for the roles that are listed. Empty for no token. */
export type SecurityRequirements = readonly { readonly bearerAuth?: readonly string[] }[];

export interface OperationObject {
  readonly operationId: string;
  readonly parameters?: readonly unknown[];
  readonly security?: SecurityRequirements;
  readonly requestBody?: unknown;
}

/** As much of the document as the server reads by itself; schemas are for ajv. */
interface Contract {
  readonly info: { readonly version: string; readonly 'x-max-body-bytes': number };
  readonly security: SecurityRequirements;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly securitySchemes: {
      readonly bearerAuth: { readonly 'x-operator-claims': Readonly<Record<string, readonly string[]>> };
    };
    readonly schemas: {
      readonly ReplaySince: { readonly properties: { readonly limit: { readonly maximum: number } } };
      readonly Statistics: { readonly properties: { readonly buckets: { readonly maxItems: number } } };
    };
  };
}

type Method = (typeof METHODS)[number];

type PathItem = Readonly<Partial<Record<Method, OperationObject>>> & { readonly parameters?: readonly unknown[] };

export const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const;

export const contract = JSON.parse(contractText) as Contract;

/** What a `$ref` of the document refers to; `node` itself when it is no reference. */
export function resolve(node: unknown): unknown {
  const { $ref: ref } = node as { readonly $ref?: string };
  if (ref === undefined) return node;
  const segments = ref.slice('#/'.length).split('/');
  return resolve(
    segments.reduce<unknown>((at, segment) => (at as Readonly<Record<string, unknown>>)[segment], contract),
  );
}
