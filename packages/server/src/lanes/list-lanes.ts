import { LANES } from '../domain/lane.js';
import type { Move } from '../db/lanes/move-records.js';

/** What is known of where each lane is. */
export interface LanePlaces {
  /** The lanes that each cell does not hold. */
  readonly foreign: ReadonlyMap<number, ReadonlySet<number>>;
  /** Where the balancer sends each lane; undefined without a map. */
  readonly routes: ReadonlyMap<number, number> | undefined;
  readonly moves: readonly Move[];
}

/** Lanes that follow each other and have the same holder and route, a line each, and what is wrong with them. */
export function laneLines({ foreign, routes, moves }: LanePlaces): string {
  const lines: string[] = [];
  let first = 0;
  for (let lane = 1; lane <= LANES; lane += 1) {
    if (lane < LANES && placeOf(lane) === placeOf(first)) continue;
    lines.push(`${(first === lane - 1 ? String(first) : `${first}-${lane - 1}`).padEnd(9)} ${placeOf(first)}`);
    first = lane;
  }
  for (const { first, last, from, to } of moves)
    lines.push(`under way: ${first === last ? first : `${first}-${last}`} from cell ${from} to cell ${to}`);
  return `${lines.join('\n')}\n`;

  function placeOf(lane: number): string {
    const holders = [...foreign].filter(([, lanes]) => !lanes.has(lane)).map(([cell]) => cell);
    const route = routes?.get(lane);
    const [holder] = holders;
    if (holder === undefined) return 'no cell accepts writes: repeat or revert its move';
    if (holders.length > 1) return `held by several cells: ${holders.join(', ')}`;
    const isElsewhere = routes !== undefined && route !== holder;
    return `cell ${holder}${isElsewhere ? `, but the map says ${route === undefined ? 'nothing' : `cell ${route}`}` : ''}`;
  }
}
