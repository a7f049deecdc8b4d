import type { NewOrder, OrderStore, StatusChange } from '../../src/ports/order-store.js';
import type { Overrides } from '../../src/overrides.js';
import { eventually } from '../../../../test/services/eventually.js';

/** Lets calls pass while it is open, and holds them while it is closed. */
export class Gate {
  #held: (() => void)[] = [];
  #closed = false;

  get held(): number {
    return this.#held.length;
  }

  close(): void {
    this.#closed = true;
  }

  open(): void {
    this.#closed = false;
    for (const release of this.#held.splice(0)) release();
  }

  pass(): Promise<void> {
    if (!this.#closed) return Promise.resolve();
    return new Promise((resolve) => this.#held.push(resolve));
  }

  /** Resolves when `count` calls are held. */
  async holds(count = 1): Promise<void> {
    await eventually(`${count} are held`, () => this.held >= count);
  }
}

/** Gates in the processing of an order, or of a change of its status: before the product look-up, before the write, and after it. */
export interface OrderGates {
  readonly lookUp: Gate;
  readonly write: Gate;
  readonly answer: Gate;
  /** One per request: aborted when the server has noticed that its client disconnected. */
  readonly callers: readonly AbortSignal[];
  readonly overrides: Overrides;
  openAll(): void;
}

export function orderGates(): OrderGates {
  const [lookUp, write, answer] = [new Gate(), new Gate(), new Gate()];
  const callers: AbortSignal[] = [];
  const wrapOrders = (orders: OrderStore): OrderStore => ({
    ...orders,
    async create(order: NewOrder) {
      await write.pass();
      const outcome = await orders.create(order);
      await answer.pass();
      return outcome;
    },
    async changeStatus(change: StatusChange) {
      await write.pass();
      const outcome = await orders.changeStatus(change);
      await answer.pass();
      return outcome;
    },
  });
  const overrides: Overrides = {
    wrapOrders,
    wrapCatalogue: (catalogue) => ({
      async lookUp(productIds, context) {
        if (context.signal) callers.push(context.signal);
        await lookUp.pass();
        return await catalogue.lookUp(productIds, context);
      },
    }),
  };
  return {
    lookUp,
    write,
    answer,
    overrides,
    callers,
    openAll: () => [lookUp, write, answer].forEach((gate) => gate.open()),
  };
}
