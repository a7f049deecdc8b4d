/** The number of lanes among which the users are divided by their ids. */
export const LANES = 256;

/**
 * The lane of an order's user, from 0 to 255: the last 8 bits of the order's id. It tells which database holds the order
 * where orders are kept in several. Imported orders kept the id that they had, which tells no lane.
 */
export function laneOf(orderId: number): number {
  return orderId % LANES;
}
