/**
 * Users are divided into lanes by their ids, and the last 8 bits of an order's id are the lane of its user. A request that
 * names an order can be sent to the database that holds the order's lane, without a look-up.
 */
export const LANES = 256;

/** Whether this is the number of a cell: there are as many as lanes at most. */
export function isCell(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) < LANES;
}

/** Lanes that follow each other, from the first to the last. */
export interface LaneRange {
  readonly first: number;
  readonly last: number;
}

/** As a person writes them: `7`, or `16-31`. */
export function describeLanes({ first, last }: LaneRange): string {
  return first === last ? `lane ${first}` : `lanes ${first}-${last}`;
}

/** Reads `7` or `16-31`; undefined for anything else. */
export function parseLanes(text: string): LaneRange | undefined {
  const [, first = '', last = first] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  return first !== '' && range.first <= range.last && range.last < LANES ? range : undefined;
}
