import type { ChangeOrderStatus } from '../usecases/change-order-status.js';
import type { PlaceOrder } from '../usecases/place-order.js';
import type { OrderMeasurements } from './measurements.js';

/** Counts the orders that `placeOrder` places, and those that it returns again. */
export function measuredPlaceOrder(placeOrder: PlaceOrder, { placed }: OrderMeasurements): PlaceOrder {
  return async (command) => {
    const result = await placeOrder(command);
    placed.add(result.replayed ? 'replayed' : 'created');
    return result;
  };
}

/** Counts the changes that `changeOrderStatus` makes, and those that it is asked to repeat. */
export function measuredChangeOrderStatus(
  changeOrderStatus: ChangeOrderStatus,
  measurements: OrderMeasurements,
): ChangeOrderStatus {
  return async (command) => {
    const result = await changeOrderStatus(command);
    if (result.replayed) measurements.repeatedChanges += 1;
    else measurements.transitions[command.caller.operator ? 'operator' : 'owner'].add(command.target);
    return result;
  };
}
