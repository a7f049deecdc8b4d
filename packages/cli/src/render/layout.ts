/** What the layout needs to know of a column: how wide it would like to be, and what it can do without. */
export interface Extent {
  readonly width: number;
  readonly minWidth?: number | undefined;
  readonly dropOrder?: number | undefined;
}

export interface Placed {
  /** Which of the columns this is. */
  readonly index: number;
  readonly width: number;
}

export const GAP = 2;

/**
 * Fits columns into a terminal: those that may be cut give way first, then columns are left out, the most dispensable
 * first. What cannot be made to fit is left to the terminal to wrap.
 */
export function layOut(extents: readonly Extent[], totalWidth: number): Placed[] {
  let kept = extents.map((extent, index) => ({ ...extent, index }));
  for (let round = 0; round <= extents.length; round += 1) {
    const excess = kept.reduce((sum, { width }) => sum + width, GAP * (kept.length - 1)) - totalWidth;
    const placed = shrink(kept, excess);
    if (placed) return placed;
    const victim = kept
      .filter((extent) => extent.dropOrder !== undefined)
      .sort((a, b) => (a.dropOrder ?? 0) - (b.dropOrder ?? 0))[0];
    if (!victim)
      return kept.map(({ index, width, minWidth }) => ({ index, width: Math.min(width, minWidth ?? width) }));
    kept = kept.filter((extent) => extent !== victim);
  }
  return [];
}

/** Takes the excess from the columns that may be cut, the last first; undefined where that is not enough. */
function shrink(extents: readonly (Extent & { index: number })[], excess: number): Placed[] | undefined {
  let left = Math.max(0, excess);
  const placed = [...extents].reverse().map(({ index, width, minWidth = width }) => {
    const cut = Math.min(left, Math.max(0, width - minWidth));
    left -= cut;
    return { index, width: width - cut };
  });
  return left > 0 ? undefined : placed.reverse();
}
