import type { ApiError } from '@order-service/sdk';

const LOG_IN_AGAIN = ['orders login', 'orders whoami   shows the user and the expiry of the token'];

/** Hints by problem code. They are printed after the detail of the problem. */
const ADVICE: Partial<Record<ApiError['code'], readonly string[]>> = {
  authentication_required: LOG_IN_AGAIN,
  token_invalid: LOG_IN_AGAIN,
  token_expired: LOG_IN_AGAIN,
  operator_required: ['Use a token whose role is operator; orders whoami shows yours.'],
  read_only: ['This is the address of a server that only reads. Use the profile or the --url of the service itself.'],
  order_not_found: ['orders list'],
  event_not_found: ['orders outbox list', 'orders outbox list --waiting'],
  idempotency_key_reused: ['Use another --idempotency-key, or send what was sent with it before.'],
  outcome_unknown: ['orders list   shows whether the change was made'],
  route_not_found: ['Is this the URL of an order service? orders health'],
  internal_error: ['Report it to the operators of the service, with the request id.'],
};

/** Hints for a problem; none if its detail suffices. */
export function adviceFor(error: ApiError): readonly string[] {
  if (error.code === 'validation_failed') {
    return error.errors.map(({ in: where, pointer, detail }) => `${where} ${pointer}: ${detail}`);
  }
  if (error.code === 'reference_taken') return [`orders get ${error.order_id}`];
  return ADVICE[error.code] ?? [];
}
