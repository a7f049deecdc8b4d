/** The words of `--allow`, each of which allows one operation that changes something. */
export const CHANGES = ['create', 'status'] as const;

export type Change = (typeof CHANGES)[number];

/** A JSON Schema without references. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** An operation of the contract that is a tool. */
export interface ContractOperation {
  readonly operationId: string;
  /** The tool's name. */
  readonly tool: string;
  /** Null for an operation that only reads. */
  readonly allowedBy: Change | null;
  readonly hints: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
  };
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** The path's template, such as `/api/v1/orders/{order_id}`. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  /** Whether the answer's `Link` header has the next page, because the body has no place for a cursor. */
  readonly linksToNextPage: boolean;
  /** Of the path's and query's parameters and the members of the body, by name. */
  readonly inputSchema: Schema;
  readonly answerSchema: Schema;
}
