// Generated from openapi.yaml by `npm run generate`. Do not edit.

/** The limits of the contract. Lengths are counted in Unicode code points, as JSON Schema does: `[...text].length`. */
export const limits = {
  /** Orders that a list can name by their ids, at most. */
  maxListedIds: 100,
  /** Line items of an order, at least. */
  minLineItems: 1,
  /** Line items of an order, at most. */
  maxLineItems: 100,
  /** Quantity of one line item, at least. */
  minQuantity: 1,
  /** Quantity of one line item, at most. */
  maxQuantity: 10000,
  /** The smallest id of a product. */
  minProductId: 1,
  /** The largest id of a product. */
  maxProductId: 2147483647,
  /** The smallest id of an order or a user. */
  minId: 1,
  /** The largest id of an order or a user: the largest integer that a number holds exactly. */
  maxId: 9007199254740991,
  /** Metadata entries of an order, at most. */
  maxMetadataEntries: 20,
  /** Length of a metadata key, at least. */
  minMetadataKeyLength: 1,
  /** Length of a metadata key, at most. */
  maxMetadataKeyLength: 40,
  /** Length of a metadata value, at most; it may be empty. */
  maxMetadataValueLength: 500,
  /** Length of a reference, at least. */
  minReferenceLength: 1,
  /** Length of a reference, at most. */
  maxReferenceLength: 100,
  /** Length of a reason, at least. */
  minReasonLength: 1,
  /** Length of a reason, at most. */
  maxReasonLength: 500,
  /** Length of an idempotency key, at least. */
  minIdempotencyKeyLength: 1,
  /** Length of an idempotency key, at most. */
  maxIdempotencyKeyLength: 255,
  /** Length of a cursor, at least. */
  minCursorLength: 1,
  /** Length of a cursor, at most. */
  maxCursorLength: 200,
  /** Events that one replay puts back, at most. */
  maxReplayedEvents: 1000,
  /** Items on a page (`limit`), at least. */
  minPageSize: 1,
  /** Items on a page (`limit`), at most. */
  maxPageSize: 100,
  /** Items on a page when no `limit` is given. */
  defaultPageSize: 100,
} as const;

/** The patterns of the contract. */
export const patterns = {
  /** The characters of an idempotency key. */
  idempotencyKey: /^[\x21-\x7e]+$/u,
  /** The characters of a cursor. */
  cursor: /^[A-Za-z0-9_-]+$/u,
  /** The id of an event: a UUID (RFC 9562). */
  eventId: /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/u,
  /** An amount: a decimal with two places. */
  money: /^[0-9]+\.[0-9]{2}$/u,
} as const;
