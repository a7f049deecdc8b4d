import { STATE_MEMBERS, type OrderStates } from './expected-state.js';

/** Where the consumer's state is not the service's. */
export interface Difference {
  readonly order_id: number;
  /** The member that differs; `order` for an order that is missing, `delivery` for an event that was never taken. */
  readonly member: (typeof STATE_MEMBERS)[number] | 'order' | 'delivery';
  readonly expected: string | number;
  readonly actual: string | number;
}

/**
 * Compares each member that the consumer prints and the service knows. Orders that the consumer has from elsewhere are not
 * compared. A consumer that prints none of an order's members has nothing that could differ.
 */
export function differencesOf(actual: OrderStates, expected: OrderStates): Difference[] {
  return [...expected].flatMap(([orderId, wanted]): Difference[] => {
    const found = actual.get(orderId);
    if (!found) return [{ order_id: orderId, member: 'order', expected: 'present', actual: 'missing' }];
    return STATE_MEMBERS.flatMap((member) => {
      const [is, shouldBe] = [found[member], wanted[member]];
      if (is === undefined || shouldBe === undefined || is === shouldBe) return [];
      return [{ order_id: orderId, member, expected: shouldBe, actual: is }];
    });
  });
}

export function differenceSentence({ order_id: orderId, member, expected, actual }: Difference): string {
  if (member === 'order') return `order ${orderId} is missing`;
  if (member === 'delivery') return `order ${orderId}: the consumer never took ${expected}`;
  return `order ${orderId}: ${member} is ${actual}, and should be ${expected}`;
}
