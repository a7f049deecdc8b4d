import { INITIAL_VERSION } from '../../domain/order.js';
import { bigint, bytea } from '../sql-types.js';
import { statement } from '../statement.js';
import { isHeld } from './held-lanes.js';

/** How long an unacknowledged order waits for the same request to be sent again. */
const UNACKNOWLEDGED_FOR = '10 minutes';

/**
 * Whether the order of `unacknowledged`, a row of `unacknowledged_orders`, answers a repeated request. An order that was
 * changed does not, because its owner has seen it. A subquery, so that the order is found by its id whatever the plan. Nor
 * does one of a lane that another cell holds, which would return it a second time.
 */
export const MAY_BE_RETURNED = `unacknowledged.created_at > now() - interval '${UNACKNOWLEDGED_FOR}'
  AND (SELECT version FROM orders WHERE id = unacknowledged.order_id) = ${INITIAL_VERSION}
  AND ${isHeld('unacknowledged.user_id')}`;

export const REMEMBER_UNACKNOWLEDGED = statement({
  name: 'remember_unacknowledged_order',
  writes: true,
  parameters: { userId: bigint, fingerprint: bytea, orderId: bigint },
  text: `
    INSERT INTO unacknowledged_orders (user_id, fingerprint, order_id) VALUES (@userId, @fingerprint, @orderId)
    ON CONFLICT (order_id) DO UPDATE SET created_at = now()`,
});

export const FORGET_UNACKNOWLEDGED = statement({
  name: 'forget_unacknowledged_order',
  writes: true,
  parameters: { orderId: bigint },
  columns: { orderId: bigint },
  text: `
    DELETE FROM unacknowledged_orders WHERE order_id = @orderId AND ${isHeld('user_id')}
    RETURNING order_id AS "orderId"`,
});

export const TAKE_UNACKNOWLEDGED = statement({
  name: 'take_unacknowledged_order',
  writes: true,
  parameters: { userId: bigint, fingerprint: bytea },
  columns: { orderId: bigint },
  text: `
    DELETE FROM unacknowledged_orders WHERE order_id = (
      SELECT order_id FROM unacknowledged_orders unacknowledged
      WHERE user_id = @userId AND fingerprint = @fingerprint AND ${MAY_BE_RETURNED}
      ORDER BY order_id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING order_id AS "orderId"`,
});
