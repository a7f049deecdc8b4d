/** One page of a list. */
export interface Page<Entry> {
  readonly entries: readonly Entry[];
  /** The last entry, when others follow it. */
  readonly lastBeforeNext: Entry | undefined;
}

/** Reads `limit` entries and one more, which tells whether there is a next page. */
export async function readPage<Entry>(
  limit: number,
  read: (limit: number) => Promise<readonly Entry[]>,
): Promise<Page<Entry>> {
  const found = await read(limit + 1);
  const entries = found.slice(0, limit);
  return { entries, lastBeforeNext: found.length > limit ? entries.at(-1) : undefined };
}
