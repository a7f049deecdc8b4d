import type { OrderEvent } from '@order-service/sdk';
import { DELIVERY_FAULTS, type DeliveryFault } from '../delivery.js';
import type { ChaosFault } from './faults.js';
import { createRandom } from './random.js';

/** One planned delivery. */
export interface Step {
  readonly event: OrderEvent;
  /** Why the event is delivered again; absent for its first delivery. */
  readonly cause?: ChaosFault;
  readonly fault?: DeliveryFault;
}

/** Which events are delivered when, and with which faults. It depends on the seed and the events alone, not on time. */
export interface ChaosPlan {
  /** Adds the next event of the feed. Returns what is to be delivered before the event after it is added. */
  add(event: OrderEvent): Step[];
  /** What is still to be delivered when no event follows for now. */
  rest(): Step[];
}

/** Of so many events that follow each other, each of these faults meets one: also in a short run, every fault occurs. */
const DEALT: readonly ChaosFault[] = ['duplicate', 'delay', ...DELIVERY_FAULTS];
/** The part of the events that `reorder` holds back, and of the redeliveries that it holds back. */
const REORDERED = 0.5;
/** So many events of the feed pass one that is delayed, or reordered. */
const MAX_DELAY_EVENTS = 16;
const MAX_REORDER_EVENTS = 4;
/** So many newer events of its order come before a redelivery. */
const MAX_NEWER_EVENTS = 3;
/** The latest moment of a crash, as a fraction of the usual time of handling: some come after the work. */
const MAX_CRASH_MOMENT = 1.2;

interface FirstDelivery {
  readonly step: Step;
  /** The number of the event before which it is delivered. */
  readonly due: number;
  /** Whether it is delivered as soon as the next event of its order is known, so that this one follows it at once. */
  readonly isLeading: boolean;
  readonly redeliveries: readonly Redelivery[];
}

interface Redelivery {
  readonly step: Step;
  /** How many newer events of the order come before it. */
  newer: number;
}

export function createChaosPlan(faults: readonly ChaosFault[], seed: number): ChaosPlan {
  const decide = createDecisions(faults, seed);
  const held: FirstDelivery[] = []; // in the order of the feed
  const redeliveries = new Map<number, Redelivery[]>();
  let added = 0;

  /** The first delivery, and the redeliveries that follow it. */
  function release({ step, redeliveries: own }: FirstDelivery): Step[] {
    const orderId = step.event.data.order_id;
    const waiting = redeliveries.get(orderId) ?? [];
    for (const redelivery of waiting) redelivery.newer -= 1;
    const known = [...waiting, ...own];
    redeliveries.set(
      orderId,
      known.filter(({ newer }) => newer > 0),
    );
    return [step, ...known.filter(({ newer }) => newer <= 0).map((redelivery) => redelivery.step)];
  }

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
      redeliveries.clear();
      return [...steps, ...last];
    },
  };
}

interface Decision extends Omit<FirstDelivery, 'due'> {
  readonly delayEvents: number;
}

/** Decides about each event. Every event takes the same number of random numbers, whatever is decided. */
function createDecisions(faults: readonly ChaosFault[], seed: number): (event: OrderEvent) => Decision {
  const random = createRandom(seed);
  const upTo = (max: number): number => 1 + Math.floor(random() * max);
  const reorders = faults.includes('reorder');
  let dealt: ChaosFault[] = [];
  return (event) => {
    if (dealt.length === 0) dealt = shuffled(DEALT, random);
    const fault = dealt.pop();
    const [delayEvents, reorderEvents, newer] = [
      upTo(MAX_DELAY_EVENTS),
      upTo(MAX_REORDER_EVENTS),
      upTo(MAX_NEWER_EVENTS),
    ];
    const [moment, isReordered, returnsLate] = [
      random() * MAX_CRASH_MOMENT,
      random() < REORDERED,
      random() < REORDERED,
    ];
    const isGiven = fault !== undefined && faults.includes(fault);
    const kind = isGiven ? DELIVERY_FAULTS.find((known) => known === fault) : undefined;
    const repeats = fault === 'duplicate' ? (isGiven ? fault : reorders ? 'reorder' : undefined) : undefined;
    const cause = kind === 'crash-after-ack' ? undefined : (kind ?? repeats);
    // The handler of a crashed delivery may still run: the next event of the order meets it there.
    const isLeading = kind === 'crash-before-ack' && reorders && returnsLate;
    return {
      step: { event, ...(kind && { fault: { kind, moment } }) },
      isLeading,
      delayEvents: isLeading
        ? MAX_DELAY_EVENTS
        : (isGiven && fault === 'delay' ? delayEvents : 0) + (reorders && isReordered ? reorderEvents : 0),
      redeliveries: cause
        ? [{ step: { event, cause }, newer: reorders && (returnsLate || cause === 'reorder') ? newer : 0 }]
        : [],
    };
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
