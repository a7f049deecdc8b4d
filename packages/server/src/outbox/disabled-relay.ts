import type { Relay } from './relay.js';

/** Stands for the relay in a deployment that has no broker: events stay in the outbox and in the feed. */
export const DISABLED_RELAY: Relay = {
  start: () => undefined,
  notify: () => undefined,
  stop: () => Promise.resolve(),
  status: () => ({
    broker: 'disabled',
    brokerProblem: undefined,
    published: 0,
    confirmed: 0,
    returned: 0,
    nacked: 0,
    refused: 0,
    unknown: 0,
    deadLettered: 0,
    unpublished: 0,
    inFlight: 0,
    confirmsPerSecond: 0,
  }),
};
