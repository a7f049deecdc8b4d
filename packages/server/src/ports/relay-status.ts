import type { BrokerState } from './event-publisher.js';

/** What the relay of this process has done since it was started, for health, metrics and operators. */
export interface RelayStatus {
  /** `disabled`: this deployment has no broker; events stay in the outbox and in the feed. */
  readonly broker: BrokerState | 'disabled';
  /** Why the broker is disconnected. */
  readonly brokerProblem: string | undefined;
  readonly published: number;
  readonly confirmed: number;
  readonly returned: number;
  readonly nacked: number;
  readonly refused: number;
  readonly unknown: number;
  readonly deadLettered: number;
  /** Events of types that this deployment does not publish; they left the outbox without a message. */
  readonly unpublished: number;
  /** Messages that the broker has not answered for yet. */
  readonly inFlight: number;
  /** Over the last ten seconds. */
  readonly confirmsPerSecond: number;
}
