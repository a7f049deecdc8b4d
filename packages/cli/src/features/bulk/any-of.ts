import { setMaxListeners } from 'node:events';

/** A signal that ends with either; every request under way listens to it, so Node must not take them for a leak. */
export function anyOf(...signals: AbortSignal[]): AbortSignal {
  const any = AbortSignal.any(signals);
  setMaxListeners(0, any);
  return any;
}
