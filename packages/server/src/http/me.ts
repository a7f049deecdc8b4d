import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { components } from '@order-service/sdk';
import { permittedTargets, type OwnerTransitions } from '../domain/order.js';
import type { AuthenticatedState } from './auth.js';
import { operations } from './contract.js';
import { validate } from './validate.js';

export interface MeRoutes {
  readonly authenticate: Middleware;
  readonly ownerTransitions: OwnerTransitions;
}

/** The last second of a four-digit year, which is all that RFC 3339 can write. */
const LAST_TIMESTAMP_MS = Date.parse('9999-12-31T23:59:59Z');

/** Who the caller is and what it may do, so that no client needs rules of its own. */
export function meRoutes({ authenticate, ownerTransitions }: MeRoutes): Router {
  const router = new Router({ prefix: '/api/v1/me' });

  router.get('/', authenticate, validate('getMe'), (ctx) => {
    const { caller, roles, scopes, expiresAtMs } = (ctx.state as AuthenticatedState).identity;
    ctx.body = {
      user_id: caller.userId,
      email: caller.email,
      operator: caller.operator,
      roles: [...roles],
      scopes: [...scopes],
      expires_at: new Date(Math.min(expiresAtMs, LAST_TIMESTAMP_MS)).toISOString(),
      order_scope: caller.operator ? 'all' : 'own',
      order_transitions: [...permittedTargets(caller, ownerTransitions)],
      operations: [...operations.values()]
        .filter(({ operatorsOnly }) => caller.operator || !operatorsOnly)
        .map(({ operationId }) => operationId),
    } satisfies components['schemas']['Me'];
  });

  return router;
}
