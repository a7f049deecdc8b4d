/**
 * Users are divided into lanes by their ids, and the last 8 bits of an order's id are the lane of its user. A request that
 * names an order can be sent to the database that holds the order's lane, without a look-up.
 */
export const LANES = 256;
