import { actorOf } from '../../domain/caller.js';
import type { UserErasure } from '../../ports/user-erasure.js';
import { callerOf } from '../auth/authenticate.js';
import type { Handlers } from '../contract/handlers.js';
import { traceOf } from '../request-state.js';
import { presentErasure, presentErasurePlan } from '../presenting/present-erasure.js';

/** The personal data of users, for operators. */
export function userHandlers({ eraseUser }: { readonly eraseUser: UserErasure }) {
  return {
    async getErasurePlan({ path }) {
      return { status: 200, body: presentErasurePlan(path.user_id, await eraseUser.plan(path.user_id)) };
    },

    async eraseUser({ path, header, body }, ctx) {
      const erasure = await eraseUser.step({
        erasureId: body.erasure_id,
        userId: path.user_id,
        reason: body.reason,
        actor: actorOf(callerOf(ctx), header['Orders-Agent']),
        trace: traceOf(ctx),
        limit: body.limit ?? DEFAULT_STEP,
      });
      return { status: 200, body: presentErasure(erasure) };
    },
  } satisfies Partial<Handlers>;
}

/** Events of a step: about 50 ms of the database's time. */
const DEFAULT_STEP = 500;
