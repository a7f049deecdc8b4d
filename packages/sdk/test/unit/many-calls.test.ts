import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { AbortedError, createClient, TimeoutError } from '../../src/index.js';
import { rejection } from '../support/stub-service.js';

/** A service that answers when it is told to, and knows how many requests are in flight. */
function heldService() {
  const held: (() => void)[] = [];
  let most = 0;
  let open = 0;
  const fetch: typeof globalThis.fetch = (_, init) => {
    open += 1;
    most = Math.max(most, open);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => () => {
        open -= 1;
        settle();
      };
      held.push(end(() => resolve(Response.json({ id: 257 }))));
      init?.signal?.addEventListener(
        'abort',
        end(() => reject(init.signal?.reason as Error)),
        { once: true },
      );
    });
  };
  return { fetch, held, most: () => most };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('many calls of one client', () => {
  it('leave no listener on the signal that they share, 10,000 at once', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => void warnings.push(name);
    process.on('warning', onWarning);
    const fetch = () => Promise.resolve(Response.json({ id: 257 }));
    const [ofClient, ofCall] = [new AbortController(), new AbortController()];
    const client = createClient({ baseUrl: 'http://orders.test', signal: ofClient.signal, fetch, maxConcurrency: 100 });
    const calls = Array.from({ length: 10_000 }, () => client.orders.get(257, { signal: ofCall.signal }));
    expect(await Promise.all(calls)).to.have.lengthOf(10_000);
    for (const { signal } of [ofClient, ofCall]) expect(getEventListeners(signal, 'abort')).to.have.lengthOf(0);
    await turn(); // Warnings are reported in a later turn of the event loop.
    process.off('warning', onWarning);
    expect(warnings).to.deep.equal([]);
  });

  it('are no more at a time than maxConcurrency, in the order in which they came', async () => {
    const { fetch, held, most } = heldService();
    const client = createClient({ baseUrl: 'http://orders.test', fetch, maxConcurrency: 2 });
    const done: number[] = [];
    const calls = [1, 2, 3, 4, 5].map((id) => client.orders.get(id).then(() => void done.push(id)));
    for (let answered = 0; answered < calls.length; answered += 1) {
      while (held.length <= answered) await turn();
      held[answered]!();
    }
    await Promise.all(calls);
    expect(done).to.deep.equal([1, 2, 3, 4, 5]);
    expect(most()).to.equal(2);
  });

  it('wait for their turn within their deadline, and until they are aborted', async () => {
    const { fetch, held } = heldService();
    const client = createClient({ baseUrl: 'http://orders.test', fetch, maxConcurrency: 1 });
    const first = client.orders.get(1);
    const late = await rejection(client.orders.get(2, { deadlineMs: 20 }));
    expect(late).to.be.instanceOf(TimeoutError).and.to.include({ attempts: 0, outcomeUnknown: false });
    const controller = new AbortController();
    const aborted = rejection(client.orders.get(3, { signal: controller.signal }));
    const last = client.orders.get(4);
    controller.abort();
    expect(await aborted)
      .to.be.instanceOf(AbortedError)
      .and.to.include({ attempts: 0 });
    held[0]!();
    await first;
    while (held.length < 2) await turn();
    held[1]!();
    expect(await last).to.deep.equal({ id: 257 });
  });

  it('free their slot while they wait to be repeated', async () => {
    let attempts = 0;
    const fetch = () => {
      attempts += 1;
      const headers = { 'retry-after': '3600' };
      return Promise.resolve(
        attempts === 1 ? new Response(null, { status: 503, headers }) : Response.json({ id: 257 }),
      );
    };
    const client = createClient({ baseUrl: 'http://orders.test', fetch, maxConcurrency: 1 });
    const controller = new AbortController();
    const waiting = rejection(client.orders.get(1, { signal: controller.signal, deadlineMs: 7_200_000 }));
    expect(await client.orders.get(2)).to.deep.equal({ id: 257 });
    controller.abort();
    expect(await waiting).to.be.instanceOf(AbortedError);
  });

  it('refuses a bound below 1', () => {
    expect(() => createClient({ baseUrl: 'http://orders.test', maxConcurrency: 0 })).to.throw(/maxConcurrency/);
  });
});
