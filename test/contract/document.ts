import { parse } from 'yaml';

/** An OpenAPI document, as far as contracts are compared. */
export interface Contract {
  readonly info: { readonly version: string };
  readonly security?: Security;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly webhooks?: Readonly<Record<string, PathItem>>;
}

export type Security = readonly Readonly<Record<string, readonly string[]>>[];

type PathItem = { readonly parameters?: readonly Node[] } & Readonly<Partial<Record<Method, OperationNode>>>;

export const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

export type Method = (typeof METHODS)[number];

/** Any node; `$ref` stands for another one. */
export interface Node {
  readonly $ref?: string;
  readonly [name: string]: unknown;
}

interface OperationNode {
  readonly operationId: string;
  readonly security?: Security;
  readonly parameters?: readonly Node[];
  readonly requestBody?: Node;
  readonly responses: Readonly<Record<string, Node>>;
}

export interface Operation extends OperationNode {
  /** Such as `GET /api/v1/orders`, or the name of an event. */
  readonly address: string;
  readonly parameters: readonly Node[];
  readonly security: Security;
  /** Whether the service sends the request, as it does for an event. */
  readonly isEvent: boolean;
}

export function readContract(text: string): Contract {
  return parse(text) as Contract;
}

/** Every operation and event of a contract, by its `operationId`. */
export function operationsOf(contract: Contract): ReadonlyMap<string, Operation> {
  const read = (items: Contract['paths'], isEvent: boolean): Operation[] =>
    Object.entries(items).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        if (!operation) return [];
        const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
        return [
          {
            ...operation,
            address: isEvent ? path : `${method.toUpperCase()} ${path}`,
            parameters: parameters.map((node) => resolve(contract, node)),
            security: operation.security ?? contract.security ?? [],
            isEvent,
          },
        ];
      }),
    );
  const all = [...read(contract.paths, false), ...read(contract.webhooks ?? {}, true)];
  return new Map(all.map((operation) => [operation.operationId, operation]));
}

/** The node that a `$ref` stands for. */
export function resolve(contract: Contract, node: Node): Node {
  if (node.$ref === undefined) return node;
  const target = node.$ref
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, part) => (at as Readonly<Record<string, unknown>>)[part], contract);
  if (typeof target !== 'object' || target === null) throw new Error(`The contract has no ${node.$ref}.`);
  return resolve(contract, target as Node);
}
