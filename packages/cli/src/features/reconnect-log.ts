import type { ReconnectEvent } from '@order-service/sdk';
import type { Io } from '../terminal/io.js';

/** Shorter pauses are not worth a line: the service ends each stream after a while, and it goes on at once. */
const MIN_REPORTED_DELAY_MS = 1_000;

/** Returns a hook of a stream that says why it is not connected, and when it tries again. */
export function logReconnects(io: Pick<Io, 'log'>): (event: ReconnectEvent) => void {
  return ({ cause, delayMs }) => {
    if (delayMs < MIN_REPORTED_DELAY_MS) return;
    const reason = cause instanceof Error ? cause.message : String(cause);
    io.log(`Not connected: ${reason} Trying again in ${Math.round(delayMs / 1_000)} s.`);
  };
}
