import { parseOrderEvent, type OrderEvent } from '@order-service/sdk';
import type { ChaosFault } from './faults.js';
import { createRandom } from './random.js';

/** The type of the events that `unknown-type` adds. No version of the service has it. */
export const UNKNOWN_TYPE = 'order.of_a_newer_service';

/** One of so many events is followed by one of an unknown type, if the run is long enough. */
const UNKNOWN_INTERVAL_EVENTS = 4;
const ID_DIGITS = 12;

/**
 * The events that are delivered in place of one of the feed: the faults that are about what an event says. What comes out
 * depends on the seed and the events alone.
 */
export function createAlteration(faults: readonly ChaosFault[], seed: number): (event: OrderEvent) => OrderEvent[] {
  const random = createRandom(seed);
  const place = Math.floor(random() * UNKNOWN_INTERVAL_EVENTS);
  const firstTimes = new Map<number, string>();
  let count = 0;

  function atFirstTime(event: OrderEvent): OrderEvent {
    const orderId = event.data.order_id;
    const timestamp = firstTimes.get(orderId) ?? event.timestamp;
    firstTimes.set(orderId, timestamp);
    return { ...event, timestamp };
  }

  return (event) => {
    const changed = faults.includes('same-time') ? atFirstTime(event) : event;
    const isFollowed = faults.includes('unknown-type') && count % UNKNOWN_INTERVAL_EVENTS === place;
    count += 1;
    return isFollowed ? [changed, unknownEvent(changed, random())] : [changed];
  };
}

/** An event without a version, as `order.erased` is: a consumer that does not know its type has nothing to do. */
function unknownEvent({ event_id: id, timestamp, data }: OrderEvent, fraction: number): OrderEvent {
  const digits = Math.floor(fraction * 16 ** ID_DIGITS).toString(16);
  return parseOrderEvent(
    JSON.stringify({
      event_type: UNKNOWN_TYPE,
      event_id: `${id.slice(0, -ID_DIGITS)}${digits.padStart(ID_DIGITS, '0')}`,
      order_version: 0,
      timestamp,
      traceparent: null,
      data: { order_id: data.order_id, user_id: data.user_id },
    }),
  );
}
