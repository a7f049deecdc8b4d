import { LANES } from '../../domain/lane.js';
import { bigint, boolean, int } from '../sql-types.js';
import { statement } from '../statement.js';

/** Whether the database has orders or events already, which have ids of its cell. */
export const HAS_ORDERS = statement({
  name: 'cell_has_orders',
  writes: false,
  prepared: false,
  columns: { hasOrders: boolean },
  text: 'SELECT EXISTS (SELECT FROM orders) OR EXISTS (SELECT FROM order_events) AS "hasOrders"',
});

/** Makes an empty database the cell @cell. It holds no lane: all are in cell 0 until they are moved. */
export const BECOME_CELL = statement({
  name: 'become_cell',
  writes: true,
  prepared: false,
  parameters: { cell: int },
  columns: { lastEventId: bigint },
  text: `
    WITH numbered AS (
      UPDATE cell SET number = @cell
    ), elsewhere AS (
      INSERT INTO foreign_lanes (lane, cell) SELECT lane, 0 FROM generate_series(0, ${LANES - 1}) AS lane
    )
    SELECT setval('order_events_id_seq', ${LANES} + @cell, false) AS "lastEventId"`,
});
