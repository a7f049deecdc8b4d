import { LANES } from '../../domain/lane.js';
import { bigint, boolean, int } from '../sql-types.js';
import { statement } from '../statement.js';

export const CELL = statement({
  name: 'cell',
  writes: false,
  columns: { number: int },
  text: 'SELECT number FROM cell',
});

/** Whether another cell holds the lane of an order, or is about to. Ids of imported orders tell no lane. */
export const IS_LANE_ELSEWHERE = statement({
  name: 'is_lane_elsewhere',
  writes: false,
  parameters: { orderId: bigint },
  columns: { elsewhere: boolean },
  text: `
    SELECT EXISTS (
      SELECT FROM cell CROSS JOIN foreign_lanes l
      WHERE l.lane = @orderId % ${LANES} AND @orderId >= cell.first_lane_id
    ) AS elsewhere`,
});
