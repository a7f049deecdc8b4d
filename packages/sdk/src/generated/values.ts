// Generated from openapi.yaml by `npm run generate`. Do not edit.

/** Every status of an order, in the order of its life. */
export const ORDER_STATUSES = [
  "pending",
  "confirmed",
  "shipped",
  "delivered",
  "cancelled"
] as const;

/** What lists of orders can be sorted by; `-` for the largest or newest first. */
export const ORDER_SORTS = [
  "created_at",
  "-created_at",
  "total_amount",
  "-total_amount",
  "updated_at",
  "-updated_at"
] as const;

/** Every type of event. */
export const EVENT_TYPES = [
  "order.created",
  "order.status.updated",
  "order.erased"
] as const;

/** Every `code` of a problem document. */
export const PROBLEM_CODES = [
  "malformed_json",
  "malformed_request",
  "authentication_required",
  "token_invalid",
  "token_expired",
  "operator_required",
  "transition_not_permitted",
  "read_only",
  "order_not_found",
  "product_not_found",
  "event_not_found",
  "process_not_found",
  "route_not_found",
  "method_not_allowed",
  "invalid_transition",
  "product_inactive",
  "insufficient_stock",
  "reference_taken",
  "idempotency_key_in_use",
  "event_not_dead_lettered",
  "profile_running",
  "lane_moving",
  "stale_cursor",
  "events_expired",
  "version_mismatch",
  "body_too_large",
  "unsupported_media_type",
  "validation_failed",
  "filter_not_supported",
  "idempotency_key_reused",
  "order_total_too_large",
  "rate_limited",
  "internal_error",
  "product_service_invalid_response",
  "product_service_unavailable",
  "database_unavailable",
  "schema_not_ready",
  "service_overloaded",
  "lane_elsewhere",
  "outcome_unknown",
  "identity_provider_unavailable",
  "product_service_timeout"
] as const;

/** The claims of a token that make it an operator's: one of these values in one of these claims. */
export const OPERATOR_CLAIMS = {
  "role": [
    "operator",
    "admin"
  ],
  "scope": [
    "orders:manage"
  ]
} as const;
