import { LaneElsewhereError } from '../ports/dependency-errors.js';
import type { Runner } from './connection.js';
import { IS_LANE_ELSEWHERE } from './statements/cell.js';

/**
 * Called before an order is reported as missing, or a change of it as refused: a cell that the lane has left may have the
 * order as it was, or no longer have it, and a balancer may still send requests there.
 * @throws LaneElsewhereError
 */
export async function checkLaneOf(database: Runner, orderId: number): Promise<void> {
  const [lane] = await database.run(IS_LANE_ELSEWHERE, { orderId });
  if (lane?.elsewhere) throw new LaneElsewhereError();
}
