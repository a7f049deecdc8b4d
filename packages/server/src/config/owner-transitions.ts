import { isOrderStatus, ORDER_STATUSES, type OrderStatus } from '../domain/order-status.js';
import type { Variables } from './environment-variables.js';

const NAME = 'OWNER_TRANSITIONS';

/** The statuses that an order's owner may set: all of them if the variable is absent, none if it has no entry. */
export function readOwnerTransitions(variables: Variables): ReadonlySet<OrderStatus> {
  if (variables.optional(NAME) === undefined) return new Set(ORDER_STATUSES);
  const names = variables.list(NAME);
  const unknown = names.filter((name) => !isOrderStatus(name));
  if (unknown.length > 0) {
    variables.problems.push(`${NAME} has ${unknown.join(', ')}. Use a comma list of ${ORDER_STATUSES.join(', ')}.`);
  }
  return new Set(names.filter(isOrderStatus));
}
