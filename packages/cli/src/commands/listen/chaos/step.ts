import type { OrderEvent } from '@order-service/sdk';
import type { DeliveryFault } from '../delivery.js';
import type { ChaosFault } from './faults.js';

/** One planned delivery. */
export interface Step {
  readonly event: OrderEvent;
  /** Why the event is delivered again; absent for its first delivery. */
  readonly cause?: ChaosFault;
  readonly fault?: DeliveryFault;
}
