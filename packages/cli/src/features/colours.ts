import type { Health, OrderStatus } from '@order-service/sdk';
import type { Colour, Paint, TerminalText } from '../render/terminal-text.js';

/**
 * The colours of everything that the contract lists: one entry for each value, so that a value added to the contract does
 * not compile before it has a colour here.
 */
const COLOURS = {
  pending: 'yellow',
  confirmed: 'blue',
  shipped: 'cyan',
  delivered: 'green',
  cancelled: 'gray',
  healthy: 'green',
  degraded: 'yellow',
  unhealthy: 'red',
  connected: 'green',
  blocked: 'yellow',
  disconnected: 'red',
  disabled: 'gray',
} as const satisfies Record<OrderStatus | Health['status'] | Health['database'] | Health['broker'], Colour>;

/** The colour of a status or state; undefined, which is none, for one that only a newer service knows. */
export function colourOf(state: string): Colour | undefined {
  return Object.hasOwn(COLOURS, state) ? COLOURS[state as keyof typeof COLOURS] : undefined;
}

/** A status or state in its colour. */
export function paintState(paint: Paint, state: string): TerminalText {
  return paint(colourOf(state), state);
}
