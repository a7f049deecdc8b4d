import type { BrokerState } from './event-publisher.js';

/** What the relay has done since it was started, for health and metrics. */
export interface RelayStatus {
  /** `disabled`: this deployment has no broker; events stay in the outbox and in the feed. */
  readonly broker: BrokerState | 'disabled';
  readonly published: number;
  readonly confirmed: number;
  readonly returned: number;
  readonly nacked: number;
  readonly refused: number;
  readonly unknown: number;
  readonly deadLettered: number;
  /** Messages under way now. */
  readonly inFlight: number;
}
