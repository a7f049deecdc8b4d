import type { Health, Known, OrderStatus } from '@order-service/sdk';
import type { Colour, Paint, TerminalText } from '../render/terminal-text.js';

/**
 * The colour of each status and state in the contract. A value that is added to the contract does not compile until it
 * has a colour here.
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
  read_only: 'red',
  blocked: 'yellow',
  disconnected: 'red',
  disabled: 'gray',
} as const satisfies Record<OrderStatus | Known<Health['status'] | Health['database'] | Health['broker']>, Colour>;

/** The colour of a status or state; undefined for one that this version does not know. */
export function colourOf(state: string): Colour | undefined {
  return Object.hasOwn(COLOURS, state) ? COLOURS[state as keyof typeof COLOURS] : undefined;
}

/** A status or state in its colour. */
export function paintState(paint: Paint, state: string): TerminalText {
  return paint(colourOf(state), state);
}
