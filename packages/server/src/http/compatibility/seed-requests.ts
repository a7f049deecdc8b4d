import { contractText } from '../contract/document.js';
import type { Operation, OperationId, Parameter } from '../contract/operations.js';
import { requestReader, type ReadingRules, type RequestReader } from '../contract/request.js';
import { createValidators } from '../contract/validators.js';

/** The operations that the old service had. All others are read as the contract says. */
const SEED_OPERATIONS: ReadonlySet<OperationId> = new Set([
  'createOrder',
  'listOrders',
  'getOrder',
  'updateOrderStatus',
] as const);

/** What the columns of PostgreSQL's `integer` hold. */
const MAX_INTEGER = 2_147_483_647;

/** Bounds that the old service did not have: as far as the database holds them, requests are not refused for them. */
const PARAMETER_BOUNDS: Readonly<Partial<Record<string, object>>> = {
  order_id: { minimum: Number.MIN_SAFE_INTEGER },
  skip: { maximum: MAX_INTEGER },
};

/** The schemas whose bounds change. */
interface ContractSchemas {
  readonly components: {
    readonly schemas: {
      readonly ProductId: object;
      readonly Quantity: object;
      readonly CreateOrderItem: { readonly properties: { product_id: object } };
    };
  };
}

/** No type, or one of JSON. The old service did not look at `charset`, and JSON in another charset is no valid UTF-8. */
const JSON_TYPE = /^(application\/([\w.+-]+\+)?json\s*(;.*)?)?$/i;

/**
 * Reads requests of the old service's operations as it did: numbers may be text, unknown members are left out, and a body
 * without a media type is JSON.
 */
export function seedReaderOf(): (operation: Operation) => RequestReader {
  const rules: ReadingRules = {
    validators: createValidators(seedContract(), { coerceTypes: true, removeAdditional: true }),
    isJson: (contentType) => JSON_TYPE.test(contentType.trim()),
  };
  return (operation) =>
    SEED_OPERATIONS.has(operation.operationId)
      ? requestReader({ ...operation, parameters: operation.parameters.map(withSeedBounds) }, rules)
      : requestReader(operation);
}

function seedContract(): object {
  const contract = JSON.parse(contractText) as ContractSchemas;
  const { ProductId, Quantity, CreateOrderItem } = contract.components.schemas;
  Object.assign(Quantity, { maximum: MAX_INTEGER });
  Object.assign(ProductId, { minimum: -MAX_INTEGER });
  // ajv turns null into 0, which is a product id now.
  CreateOrderItem.properties.product_id = { allOf: [{ not: { const: null } }, CreateOrderItem.properties.product_id] };
  return contract;
}

function withSeedBounds(parameter: Parameter): Parameter {
  return { ...parameter, schema: { ...parameter.schema, ...PARAMETER_BOUNDS[parameter.name] } };
}
