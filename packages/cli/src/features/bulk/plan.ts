import type { Order, OrderStatus, TargetStatus } from '@order-service/sdk';
import type { Failure } from './failures.js';
import { counted, joinWords } from '../../render/words.js';

/** The part of an order that a plan keeps, so that a million of them fit into memory. */
export type PlannedOrder = Pick<Order, 'id' | 'version' | 'status'>;

export type Verdict = 'can move' | 'is there already' | 'cannot move';

/** Which orders can be moved to a status, and why the others cannot. */
export class MovePlan {
  readonly target: OrderStatus;
  readonly movable: PlannedOrder[] = [];
  readonly #stuck = new Map<
    TargetStatus,
    { readonly allowed: readonly TargetStatus[]; readonly orders: PlannedOrder[] }
  >();
  #there = 0;

  constructor(target: OrderStatus) {
    this.target = target;
  }

  /** How many orders are at the target. */
  get there(): number {
    return this.#there;
  }

  get isEmpty(): boolean {
    return this.movable.length + this.there + this.#stuck.size === 0;
  }

  add(order: Order): Verdict {
    const { id, version, status, allowed_transitions: allowed } = order;
    const planned = { id, version, status };
    if (allowed.includes(this.target)) {
      this.movable.push(planned);
      return 'can move';
    }
    if (status === this.target) {
      this.#there += 1;
      return 'is there already';
    }
    const group = this.#stuck.get(status) ?? { allowed, orders: [] };
    group.orders.push(planned);
    this.#stuck.set(status, group);
    return 'cannot move';
  }

  /** Others have moved one of `movable` to the target since it was added, as an earlier run that was interrupted may. */
  hasArrived(): void {
    this.#there += 1;
  }

  /** The orders that cannot be moved, as failures with the problem that the service would report. */
  get stuck(): Failure[] {
    return [...this.#stuck].flatMap(([status, { allowed, orders }]) =>
      orders.map(({ id }) => {
        const detail = `Order ${id} is ${status} and cannot become ${this.target}.`;
        const problem = { code: 'invalid_transition', detail, current_status: status, allowed_transitions: allowed };
        return { subject: `order ${id}`, task: { id }, message: detail, problem };
      }),
    );
  }

  /** The plan in sentences, one a line. */
  describe(): string[] {
    return [
      `${counted(this.movable.length, 'order')} can become ${this.target}.`,
      ...(this.there > 0
        ? [`${counted(this.there, 'order')} ${this.there === 1 ? 'is' : 'are'} ${this.target} already.`]
        : []),
      ...[...this.#stuck].map(([status, { allowed, orders }]) => {
        const way = allowed.length > 0 ? `only ${joinWords(allowed, 'or')} can follow` : 'that is final';
        return `${counted(orders.length, 'order')} cannot, being ${status}: ${way} (${someIds(orders)}).`;
      }),
    ];
  }
}

function someIds(orders: readonly PlannedOrder[]): string {
  const shown = orders.slice(0, 5).map(({ id }) => id);
  return `${shown.join(', ')}${orders.length > shown.length ? ', …' : ''}`;
}
