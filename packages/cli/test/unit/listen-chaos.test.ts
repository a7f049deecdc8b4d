import { expect } from 'chai';
import fc from 'fast-check';
import type { OrderEvent } from '@order-service/sdk';
import { createAlteration, UNKNOWN_TYPE } from '../../src/commands/listen/chaos/alter-events.js';
import { CHAOS_FAULTS, parseFaults, parseSeed, type ChaosFault } from '../../src/commands/listen/chaos/faults.js';
import { createChaosPlan } from '../../src/commands/listen/chaos/plan.js';
import type { Step } from '../../src/commands/listen/chaos/step.js';
import { createStepRunner } from '../../src/commands/listen/chaos/run-steps.js';
import type { Answer, Delivery } from '../../src/commands/listen/delivery.js';
import { createUsualTime } from '../../src/commands/listen/usual-time.js';
import type { Bench } from '../../src/commands/listen/verify/bench.js';
import { shrink } from '../../src/commands/listen/verify/shrink.js';
import { verify, type Verdict } from '../../src/commands/listen/verify/verify.js';
import { sampleEvent } from '../support/sample-events.js';

function stepsOf(events: readonly OrderEvent[], faults: readonly ChaosFault[], seed: number): Step[] {
  const plan = createChaosPlan(faults, seed);
  return [...events.flatMap((event) => plan.add(event)), ...plan.rest()];
}

function nameOf({ event, cause }: Pick<Step, 'event' | 'cause'>): string {
  return `${event.data.order_id}.${event.order_version}${cause === undefined ? '' : ` ${cause}`}`;
}

/** A feed of some orders, in which each order's versions are in order. */
const feeds = fc
  .array(fc.integer({ min: 1, max: 5 }), { maxLength: 60 })
  .map((orderIds) =>
    orderIds.map((orderId, index) =>
      sampleEvent(orderId, orderIds.slice(0, index + 1).filter((other) => other === orderId).length),
    ),
  );
const faultSets = fc.subarray([...CHAOS_FAULTS]);
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('the plan of --chaos', () => {
  it('stays within the promise of the service, for every feed, every set of faults and every seed', () => {
    fc.assert(
      fc.property(feeds, faultSets, seeds, (events, faults, seed) => {
        const steps = stepsOf(events, faults, seed);
        const newest = new Map<number, number>();
        for (const { event, cause } of steps) {
          const before = newest.get(event.data.order_id) ?? 0;
          if (cause === undefined) {
            expect(event.order_version, 'a first delivery').to.equal(before + 1);
            newest.set(event.data.order_id, event.order_version);
          } else expect(event.order_version, 'a redelivery').to.be.at.most(before);
        }
        const isSound = ({ fault }: Step): boolean => !fault || fault.kind === 'crash-after-ack';
        const sound = new Set(steps.filter(isSound).map(({ event }) => event));
        expect([...sound], 'events that can be acknowledged').to.have.members(events);
      }),
    );
  });

  it('depends on the seed and the events alone', () => {
    fc.assert(
      fc.property(feeds, faultSets, seeds, (events, faults, seed) => {
        expect(stepsOf(events, faults, seed)).to.deep.equal(stepsOf(events, faults, seed));
      }),
    );
  });

  const events = Array.from({ length: 60 }, (_, index) => sampleEvent((index % 12) + 1, Math.floor(index / 12) + 1));
  const inOrder = events.map((event) => nameOf({ event }));

  it('is the feed itself without faults', () => {
    expect(stepsOf(events, [], 7).map(nameOf)).to.deep.equal(inOrder);
  });

  it('delivers older events after newer ones only with reorder', () => {
    const isOld = (step: Step, index: number, steps: readonly Step[]): boolean =>
      step.cause !== undefined && steps[index - 1]?.event !== step.event;
    expect(
      stepsOf(events, ['duplicate', 'drop-response', 'crash-before-ack', 'crash-after-ack'], 7).filter(isOld),
    ).to.deep.equal([]);
    expect(stepsOf(events, ['duplicate', 'reorder'], 7).filter(isOld)).not.to.deep.equal([]);
  });

  for (const fault of ['delay', 'reorder'] as const) {
    it(`lets other orders pass with ${fault}`, () => {
      const firsts = stepsOf(events, [fault], 7).filter(({ cause }) => cause === undefined);
      expect(firsts.map(nameOf)).to.have.members(inOrder).and.not.deep.equal(inOrder);
    });
  }

  it('spreads the moments of crashes over the time of handling: those at six events leave no gap of a sixth', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const crashes = stepsOf(events.slice(0, 30), ['crash-before-ack'], seed).flatMap(({ fault }) => fault ?? []);
        const moments = [0, ...crashes.map(({ moment }) => moment).toSorted((a, b) => a - b), 1.2];
        for (const [index, moment] of moments.slice(1).entries()) expect(moment - moments[index]!).to.be.below(1 / 6);
      }),
    );
  });

  it('ends with an older event after the newest of its order, with reorder, if any order has two', () => {
    fc.assert(
      fc.property(feeds, seeds, (feed, seed) => {
        const lastOf = new Map<number, number>();
        for (const { event } of stepsOf(feed, ['reorder'], seed)) lastOf.set(event.data.order_id, event.order_version);
        const newestOf = new Map(feed.map(({ data, order_version: version }) => [data.order_id, version]));
        const hasTwo = [...newestOf.values()].some((version) => version > 1);
        expect([...lastOf].some(([id, version]) => version < newestOf.get(id)!)).to.equal(hasTwo);
      }),
    );
  });

  it('takes faults by their names, and seeds that fit 32 bits', () => {
    expect(parseFaults('duplicate,delay')).to.deep.equal(['duplicate', 'delay']);
    expect(parseFaults('all')).to.deep.equal(CHAOS_FAULTS);
    expect(() => parseFaults('duplicate,')).to.throw("not ''");
    expect(parseSeed('4294967295')).to.equal(2 ** 32 - 1);
    for (const text of ['4294967296', '-1', 'x', '']) expect(() => parseSeed(text), text).to.throw('--seed');
  });
});

describe('the faults that change what events say', () => {
  const events = Array.from({ length: 12 }, (_, index) => ({
    ...sampleEvent((index % 3) + 1, Math.floor(index / 3) + 1),
    timestamp: new Date(Date.UTC(2026, 1, 15) + index).toISOString(),
  }));
  const alter = (faults: readonly ChaosFault[], seed = 7): OrderEvent[] =>
    events.flatMap(createAlteration(faults, seed));
  const isAdded = ({ event_type: type }: OrderEvent): boolean => type.includes(UNKNOWN_TYPE);

  it('are none without same-time and unknown-type', () => {
    expect(alter(['duplicate', 'delay', 'reorder', 'crash-before-ack'])).to.deep.equal(events);
  });

  it('give all events of an order the time of its first, and nothing else', () => {
    const first = (orderId: number): string => events.find(({ data }) => data.order_id === orderId)!.timestamp;
    expect(alter(['same-time'])).to.deep.equal(
      events.map((event) => ({ ...event, timestamp: first(event.data.order_id) })),
    );
  });

  it('add events of an unknown type, which have no version and an id of their own, by the seed', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const altered = alter(['unknown-type'], seed);
      const added = altered.filter(isAdded);
      expect(altered.filter((event) => !isAdded(event))).to.deep.equal(events);
      expect(added).to.have.length(events.length / 4);
      expect(new Set(altered.map(({ event_id: id }) => id))).to.have.property('size', altered.length);
      for (const event of added) {
        expect(event).to.include({ order_version: 0, traceparent: null });
        const { data } = altered[altered.indexOf(event) - 1]!;
        expect(event.data.order_id).to.equal(data.order_id);
      }
      expect(alter(['unknown-type'], seed)).to.deep.equal(altered);
    }
  });
});

describe('the deliveries of a plan', () => {
  const steps = [sampleEvent(1, 1), sampleEvent(1, 2), sampleEvent(2, 1)].map((event): Step => ({ event }));

  async function deliver(ordersWait: boolean, rejects: number): Promise<string[]> {
    let rejected = 0;
    const answer = (event: OrderEvent): Answer =>
      event.data.order_id === 1 && event.order_version === 1 && (rejected += 1) <= rejects
        ? { outcome: 'rejected', answer: '500' }
        : { outcome: 'taken', answer: '204' };
    const consumer = { deliver: (event: OrderEvent) => Promise.resolve(answer(event)) };
    const runner = createStepRunner({ consumer, ordersWait, signal: new AbortController().signal });
    const deliveries: Delivery[] = [];
    for await (const delivery of runner.run(steps)) deliveries.push(delivery);
    for await (const delivery of runner.settle(1)) deliveries.push(delivery);
    return [...deliveries.map(({ event, outcome }) => `${nameOf({ event })} ${outcome}`), ...runner.owed.map(String)];
  }

  it('hold back the later events of an order whose earlier one is rejected', async () => {
    expect(await deliver(true, 1)).to.deep.equal(['1.1 rejected', '1.1 taken', '1.2 taken', '2.1 taken']);
  });

  it('let them pass with reorder, as several consumers of a queue do', async () => {
    const delivered = await deliver(false, 2);
    expect(delivered.filter((text) => text.startsWith('1.2'))).to.deep.equal(['1.2 taken']);
    expect(delivered.filter((text) => text.startsWith('1.1'))).to.deep.equal([
      '1.1 rejected',
      '1.1 rejected',
      '1.1 taken',
    ]);
  });
});

describe('the usual time of a delivery', () => {
  it('is the median of those that were measured', () => {
    const usual = createUsualTime();
    for (const ms of [90, 4, 5, 6, 300, 5]) usual.add(ms);
    expect(usual.ms).to.equal(5);
  });

  it('is that of first deliveries after a start of the consumer, and then that of the others again', () => {
    const usual = createUsualTime();
    for (const ms of [80, 5, 6, 5]) usual.add(ms);
    usual.restarted();
    expect(usual.ms).to.equal(80);
    usual.add(100);
    expect(usual.ms).to.equal(5);
  });

  it('is not that of redeliveries, which a consumer may remember, but for the first one after a start', () => {
    const usual = createUsualTime();
    for (const ms of [80, 50]) usual.add(ms);
    for (const ms of [2, 2]) usual.add(ms, true);
    expect(usual.ms).to.equal(50);
    usual.restarted();
    usual.add(90, true);
    usual.restarted();
    expect(usual.ms).to.equal(90);
  });

  it('stays as it is in replays', () => {
    const usual = createUsualTime();
    for (const ms of [80, 50]) usual.add(ms);
    usual.keep();
    for (const ms of [2, 2, 2]) usual.add(ms);
    expect(usual.ms).to.equal(50);
    usual.restarted();
    expect(usual.ms).to.equal(80);
  });

  it('is that of any other delivery as long as none of its kind was measured', () => {
    const usual = createUsualTime();
    expect(usual.ms).to.be.above(0);
    usual.add(80);
    expect(usual.ms).to.equal(80);
  });
});

describe('the search for the shortest sequence', () => {
  const events = Array.from({ length: 40 }, (_, index) => sampleEvent((index % 10) + 1, Math.floor(index / 10) + 1));
  const steps = stepsOf(events, CHAOS_FAULTS, 7);
  const repeated = steps.find(({ cause }) => cause !== undefined)!;

  it('keeps what shows the difference, and nothing else', async () => {
    const shows = (candidate: readonly Step[]): Promise<boolean> => Promise.resolve(candidate.includes(repeated));
    const { steps: shortest, isReproduced } = await shrink(steps, shows, { suspects: [99], maxReplays: 200 });
    expect(isReproduced).to.equal(true);
    const { data, order_version: version } = repeated.event;
    expect(shortest.map(({ event }) => event.data.order_id)).to.satisfy((ids: number[]) =>
      ids.every((id) => id === data.order_id),
    );
    expect(shortest).to.have.length(version + 1);
  });

  it('finds a difference that needs two orders', async () => {
    const shows = (candidate: readonly Step[]): Promise<boolean> => {
      const ids = new Set(candidate.map(({ event }) => event.data.order_id));
      return Promise.resolve(ids.has(3) && ids.has(8));
    };
    const { steps: shortest } = await shrink(steps, shows, { suspects: [3], maxReplays: 200 });
    expect(shortest.map(({ event }) => event.data.order_id)).to.have.members([3, 8]);
  });

  it('keeps no crash that shows nothing', async () => {
    const [first, second] = [sampleEvent(1, 1), sampleEvent(1, 2)];
    const fault = { kind: 'crash-after-ack', moment: 0 } as const;
    const shows = (candidate: readonly Step[]): Promise<boolean> =>
      Promise.resolve(candidate.some((step) => step.event === first && step.fault));
    const all: Step[] = [
      { event: first, fault },
      { event: second, fault },
    ];
    const { steps: shortest } = await shrink(all, shows, { suspects: [1], maxReplays: 20 });
    expect(shortest).to.deep.equal([{ event: first, fault }]);
  });

  it('keeps of several crashes at an event the one that shows it, and the redelivery that is acknowledged', async () => {
    const event = sampleEvent(1, 1);
    const crash = (moment: number) => ({ kind: 'crash-before-ack', moment }) as const;
    const again = { event, cause: 'crash-before-ack' } as const;
    const all: Step[] = [{ event, fault: crash(0.1) }, { ...again, fault: crash(0.5) }, again];
    const showsAt = async (moment: number) => {
      const shows = (steps: readonly Step[]) => Promise.resolve(steps.some(({ fault }) => fault?.moment === moment));
      return (await shrink(all, shows, { suspects: [1], maxReplays: 20 })).steps;
    };
    expect(await showsAt(0.1)).to.deep.equal([all[0], again]);
    expect(await showsAt(0.5)).to.deep.equal(all);
  });

  it('removes earlier versions before an event that has none, and such events', async () => {
    const altered = events.flatMap(createAlteration(['unknown-type'], 7));
    const unknown = altered.findLast(({ order_version: version }) => version === 0)!;
    const all = altered.map((event): Step => ({ event }));
    const search = { suspects: [unknown.data.order_id], maxReplays: 200 };
    const shows = (candidate: readonly Step[]): Promise<boolean> =>
      Promise.resolve(candidate.some(({ event }) => event === unknown));
    const { steps: shortest } = await shrink(all, shows, search);
    expect(shortest.map(({ event }) => event.order_version)).to.deep.equal([1, 0]);
    expect(shortest.at(-1)!.event).to.equal(unknown);
    const showsOther = (candidate: readonly Step[]): Promise<boolean> =>
      Promise.resolve(candidate.some(({ event }) => event === events[0]));
    const other = await shrink(all, showsOther, { suspects: [events[0]!.data.order_id], maxReplays: 200 });
    expect(other.steps.map(({ event }) => event)).to.deep.equal([events[0]]);
  });

  it('says when no replay shows it', async () => {
    const { isReproduced, replays } = await shrink(steps, () => Promise.resolve(false), {
      suspects: [3],
      maxReplays: 5,
    });
    expect({ isReproduced, replays }).to.deep.equal({ isReproduced: false, replays: 5 });
  });

  it('tries crashes in the middle of the work, too, when the planned ones are before it', async () => {
    const versions = [1, 2, 3, 4].map((version) => sampleEvent(1, version));
    /** Forgets an event when it crashes in its work, which begins later in the first delivery after a start. */
    let forgets = false;
    const bench: Bench = {
      begin: () => Promise.resolve(),
      keepTimes: () => undefined,
      deliver: async function* (steps) {
        await Promise.resolve();
        const workBegins = (at: number): number => (at === 0 ? 0.4 : 0);
        forgets = steps.some(({ fault }, at) => fault && fault.moment >= workBegins(at) && fault.moment < 1);
        yield* [];
        return [];
      },
      compare: () => Promise.resolve(forgets ? [{ order_id: 1, member: 'version', expected: '4', actual: '3' }] : []),
    };
    const noSignal = new AbortController().signal;
    const EARLY_CRASH_AT_THE_LAST = 51;
    const faults = ['crash-before-ack'] as const;
    const options = { bench, faults, seed: EARLY_CRASH_AT_THE_LAST, canReplay: true, signal: noSignal };
    const { value } = await verify(versions, { ...options, log: () => undefined }).next();
    const { sequence } = value as Verdict;
    expect(sequence!.map(({ event, fault }) => [event.order_version, fault?.kind])).to.deep.equal([
      [1, 'crash-before-ack'],
      [1, undefined],
    ]);
  });
});
