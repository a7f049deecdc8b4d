import type { OrderEvent } from '@order-service/sdk';
import { createDecisions, type Decision, type Redelivery } from './decisions.js';
import type { ChaosFault } from './faults.js';
import type { Step } from './step.js';

/** Which events are delivered when, and with which faults. It depends on the seed and the events alone, not on time. */
export interface ChaosPlan {
  /** Adds the next event of the feed. Returns what is to be delivered before the event after it is added. */
  add(event: OrderEvent): Step[];
  /**
   * What is still to be delivered when no event follows for now. With `reorder`, an older event comes after the newest of its
   * order in every plan in which an order has two: a consumer for which the last arrival wins would agree otherwise.
   */
  rest(): Step[];
}

interface FirstDelivery extends Omit<Decision, 'delayEvents'> {
  /** The number of the event before which it is delivered. */
  readonly due: number;
}

export function createChaosPlan(faults: readonly ChaosFault[], seed: number): ChaosPlan {
  const decide = createDecisions(faults, seed);
  const held: FirstDelivery[] = []; // in the order of the feed
  const redeliveries = new Map<number, Redelivery[]>();
  const newest = new Map<number, OrderEvent>(); // of each order, as delivered
  /** An event that is not the newest of its order. */
  let older: OrderEvent | undefined;
  let added = 0;

  /** The first delivery, and the redeliveries that follow it. */
  function release({ step, redeliveries: own }: FirstDelivery): Step[] {
    const orderId = step.event.data.order_id;
    if (step.event.order_version > 0) {
      older = newest.get(orderId) ?? older;
      newest.set(orderId, step.event);
    }
    const waiting = redeliveries.get(orderId) ?? [];
    for (const redelivery of waiting) redelivery.newer -= 1;
    const known = [...waiting, ...own];
    redeliveries.set(
      orderId,
      known.filter(({ newer }) => newer > 0),
    );
    return [step, ...known.filter(({ newer }) => newer <= 0).map((redelivery) => redelivery.step)];
  }

  const isOlder = ({ event }: Step): boolean => event.order_version > 0 && newest.get(event.data.order_id) !== event;

  function releaseDue(): Step[] {
    const due = held.filter((delivery) => delivery.due <= added).sort((a, b) => a.due - b.due);
    for (const delivery of due) held.splice(held.indexOf(delivery), 1);
    return due.flatMap(release);
  }

  return {
    add: (event) => {
      added += 1;
      const decision = decide(event);
      const earlier = held.filter(({ step }) => step.event.data.order_id === event.data.order_id);
      if (earlier.at(-1)?.isLeading) {
        for (const delivery of earlier) held.splice(held.indexOf(delivery), 1);
        held.push(...[...earlier, { ...decision, isLeading: false }].map((delivery) => ({ ...delivery, due: added })));
      } else {
        held.push({ ...decision, due: Math.max(added + decision.delayEvents, ...earlier.map(({ due }) => due)) });
      }
      return releaseDue();
    },
    rest: () => {
      const firsts = held.splice(0).sort((a, b) => a.due - b.due);
      const steps = firsts.flatMap(release);
      const last = [...redeliveries.values()].flat().map(({ step }) => step);
      const ofOlder = last.filter(isOlder);
      if (faults.includes('reorder') && older && ofOlder.length === 0) ofOlder.push({ event: older, cause: 'reorder' });
      const ofNewest = last.filter((step) => !isOlder(step));
      redeliveries.clear();
      newest.clear();
      older = undefined;
      return [...steps, ...ofNewest, ...ofOlder];
    },
  };
}
