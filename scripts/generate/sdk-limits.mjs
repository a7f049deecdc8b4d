/**
 * The limits of the contract that a client can check before it sends: where each stands in the contract's schemas, and
 * what it is called in the SDK.
 */
const LIMITS = [
  ['minLineItems', ['CreateOrder', 'properties', 'items', 'minItems'], 'Line items of an order, at least.'],
  ['maxLineItems', ['CreateOrder', 'properties', 'items', 'maxItems'], 'Line items of an order, at most.'],
  ['minQuantity', ['Quantity', 'minimum'], 'Quantity of one line item, at least.'],
  ['maxQuantity', ['Quantity', 'maximum'], 'Quantity of one line item, at most.'],
  ['minProductId', ['ProductId', 'minimum'], 'The smallest id of a product.'],
  ['maxProductId', ['ProductId', 'maximum'], 'The largest id of a product.'],
  ['minId', ['Id', 'minimum'], 'The smallest id of an order or a user.'],
  [
    'maxId',
    ['Id', 'maximum'],
    'The largest id of an order or a user: the largest integer that a number holds exactly.',
  ],
  ['maxMetadataEntries', ['Metadata', 'maxProperties'], 'Metadata entries of an order, at most.'],
  ['minMetadataKeyLength', ['Metadata', 'propertyNames', 'minLength'], 'Length of a metadata key, at least.'],
  ['maxMetadataKeyLength', ['Metadata', 'propertyNames', 'maxLength'], 'Length of a metadata key, at most.'],
  [
    'maxMetadataValueLength',
    ['Metadata', 'additionalProperties', 'maxLength'],
    'Length of a metadata value, at most; it may be empty.',
  ],
  ['minReferenceLength', ['Reference', 'minLength'], 'Length of a reference, at least.'],
  ['maxReferenceLength', ['Reference', 'maxLength'], 'Length of a reference, at most.'],
  ['minReasonLength', ['Reason', 'minLength'], 'Length of a reason, at least.'],
  ['maxReasonLength', ['Reason', 'maxLength'], 'Length of a reason, at most.'],
  ['minIdempotencyKeyLength', ['IdempotencyKey', 'minLength'], 'Length of an idempotency key, at least.'],
  ['maxIdempotencyKeyLength', ['IdempotencyKey', 'maxLength'], 'Length of an idempotency key, at most.'],
  ['minCursorLength', ['Cursor', 'minLength'], 'Length of a cursor, at least.'],
  ['maxCursorLength', ['Cursor', 'maxLength'], 'Length of a cursor, at most.'],
  [
    'maxReplayedEvents',
    ['ReplaySince', 'properties', 'limit', 'maximum'],
    'Events that one replay puts back, at most.',
  ],
];

const PARAMETER_LIMITS = [
  ['minPageSize', ['Limit', 'schema', 'minimum'], 'Items on a page (`limit`), at least.'],
  ['maxPageSize', ['Limit', 'schema', 'maximum'], 'Items on a page (`limit`), at most.'],
  ['defaultPageSize', ['Limit', 'schema', 'default'], 'Items on a page when no `limit` is given.'],
];

const PATTERNS = [
  ['idempotencyKey', 'IdempotencyKey', 'The characters of an idempotency key.'],
  ['cursor', 'Cursor', 'The characters of a cursor.'],
  ['eventId', 'EventId', 'The id of an event: a UUID (RFC 9562).'],
  ['money', 'Money', 'An amount: a decimal with two places.'],
];

/** @throws when a limit is no longer where it was in the contract */
export function sdkLimits(contract) {
  const listed = contract.paths['/api/v1/orders'].get.parameters.find(({ name }) => name === 'id');
  const { schemas, parameters } = contract.components;
  const members = [
    memberOf(listed)(['maxListedIds', ['schema', 'maxItems'], 'Orders that a list can name by their ids, at most.']),
    ...LIMITS.map(memberOf(schemas)),
    ...PARAMETER_LIMITS.map(memberOf(parameters)),
  ];
  const patterns = PATTERNS.map(([name, schema, comment]) => {
    const { pattern } = schemas[schema];
    if (typeof pattern !== 'string') throw new Error(`openapi.yaml has no pattern for ${schema}.`);
    return `  /** ${comment} */\n  ${name}: ${new RegExp(pattern, 'u')},\n`;
  });
  return [
    '/** The limits of the contract. Lengths are counted in Unicode code points, as JSON Schema does: `[...text].length`. */',
    `export const limits = {\n${members.join('')}} as const;\n`,
    '/** The patterns of the contract. */',
    `export const patterns = {\n${patterns.join('')}} as const;\n`,
  ].join('\n');
}

function memberOf(root) {
  return ([name, path, comment]) => {
    const value = path.reduce((schema, key) => schema?.[key], root);
    if (typeof value !== 'number') throw new Error(`openapi.yaml has no number at ${path.join('.')}, for ${name}.`);
    return `  /** ${comment} */\n  ${name}: ${value},\n`;
  };
}
