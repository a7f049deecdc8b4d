import { NO_DELIVERIES } from './deliveries.js';
import type { Relay } from './relay.js';

/** Stands for the relay in a deployment that has no broker: events stay in the outbox and in the feed. */
export const DISABLED_RELAY: Relay = {
  start: () => undefined,
  notify: () => undefined,
  stop: () => Promise.resolve(),
  status: () => ({
    broker: 'disabled',
    brokerProblem: undefined,
    ...NO_DELIVERIES,
    inFlight: 0,
    confirmsPerSecond: 0,
  }),
};
