import type { components } from '@order-service/sdk';
import type { Erasure, ErasurePlan } from '../../ports/user-erasure.js';

type Schemas = components['schemas'];

export function presentErasure(erasure: Erasure): Schemas['Erasure'] {
  return {
    erasure_id: erasure.erasureId,
    user_id: erasure.userId,
    state: erasure.completedAt === null ? 'running' : 'complete',
    reason: erasure.reason,
    erased_by: erasure.actor,
    started_at: erasure.startedAt,
    completed_at: erasure.completedAt,
    orders: erasure.orders,
    remaining: erasure.remaining,
    waiting_for: erasure.waitingFor,
  };
}

export function presentErasurePlan(userId: number, plan: ErasurePlan): Schemas['ErasurePlan'] {
  return {
    user_id: userId,
    orders: plan.orders,
    events: plan.events,
    idempotency_keys: plan.idempotencyKeys,
    archived_rows: plan.archivedRows,
    erasures: plan.erasures.map(presentErasure),
  };
}
