import type { components } from '@order-service/sdk';
import type { KnownError } from './known-errors.js';

type Schemas = components['schemas'];

export type ProblemCode = Schemas['ProblemCode'];

type ErrorWith<Code> = Extract<KnownError, { readonly code: Code }>;

/** The contract's document for a code. */
type DocumentOf<Code, Document = Schemas['Problem']> = Document extends { code: infer Codes }
  ? Code extends Codes
    ? Document
    : never
  : never;

/** What the document for a code holds beside the members that all have. */
type MembersOf<Code> = Omit<DocumentOf<Code>, keyof Schemas['ProblemDetails']>;

type Row<Code> = { readonly status: number; readonly title: string } & (keyof MembersOf<Code> extends never
  ? { readonly members?: undefined }
  : { readonly members: (error: ErrorWith<Code>) => MembersOf<Code> });

/** `never`, which no row satisfies, for a code that the contract lacks or that no error class has. */
type RowOf<Code> = Code extends ProblemCode & KnownError['code'] ? Row<Code> : never;

const retryAfter = ({ retryAfterSeconds }: { readonly retryAfterSeconds: number }) => ({
  retry_after: retryAfterSeconds,
});

const product = ({ productId }: { readonly productId: number }) => ({ product_id: productId });

const transition = ({ currentStatus, allowedTransitions }: Omit<ErrorWith<'invalid_transition'>, 'code'>) => ({
  current_status: currentStatus,
  allowed_transitions: [...allowedTransitions],
});

/**
 * How each code of the contract is answered. A code without a row does not compile, nor does a row whose members are
 * not those of the code's document, nor a code that no error class has.
 */
export const PROBLEMS: { readonly [Code in ProblemCode | KnownError['code']]: RowOf<Code> } = {
  malformed_json: { status: 400, title: 'Malformed JSON' },
  malformed_request: { status: 400, title: 'Malformed request' },
  authentication_required: { status: 401, title: 'Authentication required' },
  token_invalid: { status: 401, title: 'Invalid token' },
  token_expired: { status: 401, title: 'Expired token' },
  operator_required: { status: 403, title: 'Operator required' },
  read_only: { status: 403, title: 'Read-only server' },
  transition_not_permitted: { status: 403, title: 'Transition not permitted', members: transition },
  order_not_found: { status: 404, title: 'Order not found' },
  product_not_found: { status: 404, title: 'Product not found', members: product },
  event_not_found: { status: 404, title: 'Event not found' },
  process_not_found: { status: 404, title: 'Process not found' },
  route_not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  invalid_transition: { status: 409, title: 'Invalid transition', members: transition },
  product_inactive: { status: 409, title: 'Product inactive', members: product },
  insufficient_stock: {
    status: 409,
    title: 'Insufficient stock',
    members: ({ productId, requested, available }) => ({ product_id: productId, requested, available }),
  },
  reference_taken: {
    status: 409,
    title: 'Reference taken',
    members: ({ reference, orderId }) => ({ reference, order_id: orderId }),
  },
  idempotency_key_in_use: { status: 409, title: 'Idempotency key in use', members: retryAfter },
  event_not_dead_lettered: { status: 409, title: 'Event not dead-lettered' },
  profile_running: { status: 409, title: 'Profile running' },
  lane_moving: { status: 409, title: 'Lane moving' },
  stale_cursor: { status: 410, title: 'Stale cursor' },
  events_expired: {
    status: 410,
    title: 'Events expired',
    members: ({ keptSince, earliestCursor }) => ({ kept_since: keptSince, earliest_cursor: earliestCursor }),
  },
  version_mismatch: {
    status: 412,
    title: 'Version mismatch',
    members: (error) => ({ current_version: error.currentVersion, ...transition(error) }),
  },
  body_too_large: { status: 413, title: 'Body too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  validation_failed: {
    status: 422,
    title: 'Validation failed',
    members: ({ violations }) => ({ errors: [...violations] }),
  },
  filter_not_supported: {
    status: 422,
    title: 'Filter not supported',
    members: ({ filters, supported }) => ({
      filters: [...filters],
      supported: supported.map(({ by, with: others, sortedBy }) => ({
        by: [...by],
        with: [...others],
        sorted_by: [...sortedBy],
      })),
    }),
  },
  idempotency_key_reused: { status: 422, title: 'Idempotency key reused' },
  order_total_too_large: { status: 422, title: 'Order total too large' },
  rate_limited: { status: 429, title: 'Too many requests', members: retryAfter },
  internal_error: { status: 500, title: 'Internal error' },
  product_service_invalid_response: {
    status: 502,
    title: 'Invalid response of the product service',
    members: product,
  },
  product_service_unavailable: { status: 503, title: 'Product service unavailable', members: retryAfter },
  database_unavailable: { status: 503, title: 'Database unavailable', members: retryAfter },
  schema_not_ready: { status: 503, title: 'Schema not ready', members: retryAfter },
  service_overloaded: { status: 503, title: 'Service overloaded', members: retryAfter },
  lane_elsewhere: { status: 503, title: 'Lane in another cell', members: retryAfter },
  outcome_unknown: { status: 503, title: 'Outcome unknown', members: retryAfter },
  identity_provider_unavailable: { status: 503, title: 'Identity provider unavailable', members: retryAfter },
  product_service_timeout: { status: 504, title: 'Product service timed out' },
};

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/** The status of each code. */
export const PROBLEM_STATUSES: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(PROBLEMS).map(([code, { status }]) => [code, status]),
);
