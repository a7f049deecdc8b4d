import { permittedTargets, type OwnerTransitions } from '../../domain/order.js';
import { identityOf } from '../auth/authenticate.js';
import type { Handlers } from '../contract/handlers.js';
import { OPERATIONS } from '../contract/operations.js';

/** The last second of a four-digit year: RFC 3339 cannot write a later one. */
const MAX_TIMESTAMP_MS = Date.parse('9999-12-31T23:59:59Z');

/** Who the caller is and what it may do. */
export function meHandlers({
  ownerTransitions,
  readOnly,
}: {
  readonly ownerTransitions: OwnerTransitions;
  readonly readOnly: boolean;
}) {
  return {
    getMe(_request, ctx) {
      const { caller, roles, scopes, expiresAtMs } = identityOf(ctx);
      const body = {
        user_id: caller.userId,
        email: caller.email,
        operator: caller.operator,
        roles: [...roles],
        scopes: [...scopes],
        expires_at: new Date(Math.min(expiresAtMs, MAX_TIMESTAMP_MS)).toISOString(),
        order_scope: caller.operator ? ('all' as const) : ('own' as const),
        order_transitions: [...permittedTargets(caller, ownerTransitions)],
        operations: OPERATIONS.filter(
          ({ operatorsOnly, method }) => (caller.operator || !operatorsOnly) && (method === 'get' || !readOnly),
        ).map(({ operationId }) => operationId),
      };
      return { status: 200, body };
    },
  } satisfies Partial<Handlers>;
}
