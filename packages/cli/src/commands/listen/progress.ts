/** How far the feed has been delivered: behind the last event before which none is unfinished. */
export interface Progress {
  /** The cursor behind that event; undefined before the first. */
  readonly cursor: string | undefined;
  /** An event of the feed that ends at this cursor is begun. Call the result when it is finished. */
  begin(cursor: string | undefined): () => void;
}

/** Events are begun in the order of the feed, and finish in any order. */
export function createProgress(reached: (cursor: string) => void = () => undefined): Progress {
  const unfinished: { readonly cursor: string | undefined; isFinished: boolean }[] = [];
  let last: string | undefined;
  return {
    get cursor() {
      return last;
    },
    begin: (cursor) => {
      const entry = { cursor, isFinished: false };
      unfinished.push(entry);
      return () => {
        entry.isFinished = true;
        const before = last;
        while (unfinished[0]?.isFinished) last = unfinished.shift()?.cursor ?? last;
        if (last !== undefined && last !== before) reached(last);
      };
    },
  };
}
