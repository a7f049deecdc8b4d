import type { OrderEvent } from '@order-service/sdk';
import { DELIVERY_FAULTS } from '../delivery.js';
import type { ChaosFault } from './faults.js';
import type { Step } from './step.js';
import { createRandom } from './random.js';

/** How one event is delivered. */
export interface Decision {
  readonly step: Step;
  /** So many events of the feed pass it. */
  readonly delayEvents: number;
  /** Whether it is delivered as soon as the next event of its order is known, so that this one follows it at once. */
  readonly isLeading: boolean;
  readonly redeliveries: readonly Redelivery[];
}

export interface Redelivery {
  readonly step: Step;
  /** How many newer events of the order come before it. */
  newer: number;
}

/** Of so many events that follow each other, each of these faults meets one. */
const DEALT: readonly [ChaosFault, ...ChaosFault[]] = ['duplicate', 'delay', ...DELIVERY_FAULTS];
/** The part of the events that `reorder` holds back. */
const REORDERED = 0.5;
/** When `reorder` brings a redelivery: at once, after some newer events of its order, or after the newest. */
const RETURNS = ['at once', 'later', 'last'] as const;
/** So many events of the feed pass one that is delayed, or reordered. */
const MAX_DELAY_EVENTS = 16;
const MAX_REORDER_EVENTS = 4;
/** So many newer events of its order come before a redelivery. */
const MAX_NEWER_EVENTS = 3;
/** The latest moment of a crash, as a fraction of the usual time of handling: some come after the work. */
const MAX_CRASH_MOMENT = 1.2;
/** An event at which the consumer crashes comes again to a consumer that crashes later, in the first events: a start takes long. */
const REPEATED_CRASHES = { events: 8, crashes: 3 };
/** The golden ratio's fraction: steps of it, modulo 1, leave no large gap, however many there are. */
const EVEN_STEP = (Math.sqrt(5) - 1) / 2;

/** Decides about each event. The moments of crashes and the places of redeliveries have random numbers of their own. */
export function createDecisions(faults: readonly ChaosFault[], seed: number): (event: OrderEvent) => Decision {
  const random = createRandom(seed);
  const upTo = (max: number): number => 1 + Math.floor(random() * max);
  const reorders = faults.includes('reorder');
  const nextFault = createDealer(DEALT, random);
  const nextReturn = createDealer(RETURNS, createRandom(seed + 1));
  const nextMoments = createMoments(createRandom(seed + 2)());
  return (event) => {
    const fault = nextFault();
    const [delayEvents, reorderEvents, newer] = [
      upTo(MAX_DELAY_EVENTS),
      upTo(MAX_REORDER_EVENTS),
      upTo(MAX_NEWER_EVENTS),
    ];
    const isReordered = random() < REORDERED;
    const isGiven = faults.includes(fault);
    const kind = isGiven ? DELIVERY_FAULTS.find((known) => known === fault) : undefined;
    const repeats = fault === 'duplicate' ? (isGiven ? fault : reorders ? 'reorder' : undefined) : undefined;
    const cause = kind === 'crash-after-ack' ? undefined : (kind ?? repeats);
    const returns = reorders && cause ? nextReturn() : 'at once';
    const afterNewer = { 'at once': cause === 'reorder' ? newer : 0, later: newer, last: Infinity }[returns];
    // The handler of a crashed delivery may still run: the next event of the order meets it there.
    const isLeading = kind === 'crash-before-ack' && returns !== 'at once';
    const [moment = 0, ...laterMoments] = kind === 'crash-before-ack' ? nextMoments() : [];
    const redelivered: Step[] | undefined = cause && [
      ...laterMoments.map((each) => crashAgain(event, each)),
      { event, cause },
    ];
    return {
      step: { event, ...(kind && { fault: { kind, moment } }) },
      isLeading,
      delayEvents: isLeading
        ? MAX_DELAY_EVENTS
        : (isGiven && fault === 'delay' ? delayEvents : 0) + (reorders && isReordered ? reorderEvents : 0),
      redeliveries: redelivered?.map((each) => ({ step: each, newer: afterNewer })) ?? [],
    };
  };
}

function crashAgain(event: OrderEvent, moment: number): Step {
  return { event, cause: 'crash-before-ack', fault: { kind: 'crash-before-ack', moment } };
}

/** The items in a random order, again and again: also in a short run, each of them occurs. */
function createDealer<Item>(items: readonly [Item, ...Item[]], random: () => number): () => Item {
  let left: Item[] = [];
  return () => {
    if (left.length === 0) left = shuffled(items, random);
    return left.pop() ?? items[0];
  };
}

/**
 * The moments of the crashes of an event, in the order of time: what an earlier crash left undone meets the later ones. All are
 * spread evenly instead of by chance, so that also a few crashes meet a window that is not very short.
 */
function createMoments(start: number): () => number[] {
  let place = start;
  let events = 0;
  return () => {
    place = (place + EVEN_STEP) % 1;
    events += 1;
    const crashes = events > REPEATED_CRASHES.events ? 1 : REPEATED_CRASHES.crashes;
    const places = Array.from({ length: crashes }, (_, index) => (place + index / crashes) % 1);
    return places.map((each) => each * MAX_CRASH_MOMENT).sort((a, b) => a - b);
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
