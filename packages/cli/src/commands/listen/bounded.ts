import type { FeedEvent } from './feed.js';

export interface Bounds {
  /** Ends behind so many events that are wanted; undefined for no end. */
  readonly count: number | undefined;
  /** Ends when no event has come for so long, in milliseconds; undefined for no end. */
  readonly idleMs: number | undefined;
  /** Whether the source begins with events that are there already: otherwise it is not silent before the first. */
  readonly isPast: boolean;
  readonly signal: AbortSignal;
}

/** The events of a source up to the first bound that is reached. `open` gets the signal that ends the source. */
export async function* bounded(
  open: (signal: AbortSignal) => AsyncIterable<FeedEvent>,
  { count = Infinity, idleMs, isPast, signal }: Bounds,
): AsyncGenerator<FeedEvent, void, undefined> {
  const silence = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const waitForSilence = (): void => {
    clearTimeout(timer);
    if (idleMs !== undefined) timer = setTimeout(() => silence.abort(), idleMs);
  };
  if (isPast) waitForSilence();
  let wanted = 0;
  try {
    for await (const entry of open(AbortSignal.any([signal, silence.signal]))) {
      waitForSilence();
      if (entry.isWanted) wanted += 1;
      yield entry;
      if (wanted >= count) return;
    }
  } finally {
    clearTimeout(timer);
  }
}
