import type { operations as Operations } from '@order-service/sdk';
import { contract, METHODS, resolve, type OperationObject } from './document.js';

/** Names an operation of the contract. Those of `webhooks`, which consumers implement, begin with `on`. */
export type OperationId = Exclude<keyof Operations, `on${Capitalize<string>}`>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
  /** `deepObject`: the members of an object, each as `name[key]`. */
  readonly style?: string;
}

export interface Operation {
  readonly operationId: OperationId;
  readonly method: (typeof METHODS)[number];
  /** The path's template, such as `/api/v1/orders/{order_id}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Whether it needs a token. */
  readonly authenticated: boolean;
  /** Whether only operators may call it. */
  readonly operatorsOnly: boolean;
  /** JSON pointer of the body's schema, where the operation takes a body. */
  readonly bodySchemaPointer: string | undefined;
}

/** Every operation of the contract, in its order. */
export const OPERATIONS: readonly Operation[] = Object.entries(contract.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const operation = item[method];
    return operation ? [read(operation, method, path, item.parameters ?? [])] : [];
  }),
);

function read(
  operation: OperationObject,
  method: Operation['method'],
  path: string,
  shared: readonly unknown[],
): Operation {
  const { operationId, parameters = [], security = contract.security, requestBody } = operation;
  return {
    operationId: operationId as OperationId, // routing fails at start for an operation that has no handler
    method,
    path,
    parameters: [...shared, ...parameters].map(readParameter),
    authenticated: security.length > 0,
    operatorsOnly: security.some(({ bearerAuth = [] }) => bearerAuth.includes('operator')),
    bodySchemaPointer:
      requestBody === undefined
        ? undefined
        : `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}/requestBody/content/application~1json/schema`,
  };
}

function readParameter(node: unknown): Parameter {
  const parameter = resolve(node) as Parameter;
  return { ...parameter, schema: resolve(parameter.schema) as Parameter['schema'] };
}
