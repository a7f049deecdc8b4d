/** What the layout knows of a column: its preferred and minimum width, and whether it can be dropped. */
export interface Extent {
  readonly width: number;
  readonly minWidth?: number | undefined;
  readonly dropOrder?: number | undefined;
}

export interface Placed {
  /** Index of the column in the input. */
  readonly index: number;
  readonly width: number;
}

export const GAP = 2;

/**
 * Fits columns into a terminal: first shortens the columns that allow it, then drops columns in their drop order. If the
 * rest is still too wide, the terminal wraps it.
 */
export function layOut(extents: readonly Extent[], totalWidth: number): Placed[] {
  let kept = extents.map((extent, index) => ({ ...extent, index }));
  for (let round = 0; round <= extents.length; round += 1) {
    const excess = kept.reduce((sum, { width }) => sum + width, GAP * (kept.length - 1)) - totalWidth;
    const placed = shrink(kept, excess);
    if (placed) return placed;
    const dropped = kept
      .filter((extent) => extent.dropOrder !== undefined)
      .sort((a, b) => (a.dropOrder ?? 0) - (b.dropOrder ?? 0))[0];
    if (!dropped)
      return kept.map(({ index, width, minWidth }) => ({ index, width: Math.min(width, minWidth ?? width) }));
    kept = kept.filter((extent) => extent !== dropped);
  }
  return [];
}

/** Takes the excess from the columns that may be shortened, the last first; undefined if that is not enough. */
function shrink(extents: readonly (Extent & { index: number })[], excess: number): Placed[] | undefined {
  let left = Math.max(0, excess);
  const placed = [...extents].reverse().map(({ index, width, minWidth = width }) => {
    const cut = Math.min(left, Math.max(0, width - minWidth));
    left -= cut;
    return { index, width: width - cut };
  });
  return left > 0 ? undefined : placed.reverse();
}
