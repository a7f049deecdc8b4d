import { setMaxListeners } from 'node:events';

/** A signal that aborts with any of the others. Every concurrent request listens to it, so the leak warning is off. */
export function anyOf(...signals: AbortSignal[]): AbortSignal {
  const any = AbortSignal.any(signals);
  setMaxListeners(0, any);
  return any;
}
