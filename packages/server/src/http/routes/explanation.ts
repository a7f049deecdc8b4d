import type { OwnerTransitions } from '../../domain/order.js';
import type { ExplainOrder } from '../../usecases/explain-order.js';
import { callerOf } from '../auth/authenticate.js';
import type { Handlers } from '../contract/handlers.js';
import { renderExplanation } from '../presenting/present-explanation.js';
import { createRenderOrder } from '../presenting/present-order.js';

export interface ExplanationDependencies {
  readonly explainOrder: ExplainOrder;
  readonly ownerTransitions: OwnerTransitions;
}

export function explanationHandlers({ explainOrder, ownerTransitions }: ExplanationDependencies) {
  const renderOrder = createRenderOrder(ownerTransitions);

  return {
    async explainOrder({ path }, ctx) {
      const caller = callerOf(ctx);
      const explanation = await explainOrder(path.order_id, caller);
      return { status: 200, body: renderExplanation(explanation, caller, renderOrder) };
    },
  } satisfies Partial<Handlers>;
}
