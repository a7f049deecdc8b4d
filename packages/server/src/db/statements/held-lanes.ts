import { LANES } from '../../domain/lane.js';

/** Whether this cell holds the lane of a user. Where it does not, its rows are those of a cell to which they move or moved. */
export function isHeld(userId: string): string {
  return `${userId} % ${LANES} <> ALL (ARRAY(SELECT lane::bigint FROM foreign_lanes))`;
}
