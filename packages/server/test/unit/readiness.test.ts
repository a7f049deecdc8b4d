import { expect } from 'chai';
import { healthHandlers } from '../../src/http/routes/health.js';
import type { DatabaseState, HealthSource } from '../../src/ports/health-source.js';

const CONNECTED: DatabaseState = { cell: 0, database: 'connected', migrations: 'current', problems: [] };
const GONE: DatabaseState = { cell: null, database: 'disconnected', migrations: 'unknown', problems: ['Gone.'] };
const STANDBY: DatabaseState = { ...CONNECTED, database: 'read_only', problems: ['A standby.'] };

describe('getReadiness', () => {
  let state: () => Promise<DatabaseState>;
  let isStopping: boolean;
  let seconds: number;
  let ask: (graceSeconds?: number) => Promise<{ status: number; body: { status: string; database: string } }>;

  beforeEach(() => {
    state = () => Promise.resolve(CONNECTED);
    isStopping = false;
    seconds = 0;
    const source = {
      database: () => state(),
      relay: () => ({ broker: 'connected' }),
      stopping: () => isStopping,
    } as unknown as HealthSource;
    const handlers = healthHandlers(source, { maxAgeMs: 0, readOnly: false, nowMs: () => seconds * 1_000 });
    ask = (grace_seconds = 0) =>
      handlers.getReadiness({ query: { grace_seconds } } as Parameters<typeof handlers.getReadiness>[0]);
  });

  const isReady = async (graceSeconds?: number): Promise<boolean> => (await ask(graceSeconds)).status === 200;

  it('is not ready as soon as the database is gone, without a grace', async () => {
    expect(await isReady()).to.equal(true);
    state = () => Promise.resolve(GONE);
    expect(await isReady()).to.equal(false);
  });

  for (const [name, failure] of [
    ['gone', GONE],
    ['a standby after a failover', STANDBY],
  ] as const) {
    it(`stays ready for the grace while the database is ${name}, and says what is wrong`, async () => {
      expect(await isReady(30)).to.equal(true);
      state = () => Promise.resolve(failure);
      expect((await ask(30)).body).to.include({ status: 'ready', database: failure.database });
      seconds = 29;
      expect(await isReady(30)).to.equal(true);
      expect(await isReady(10)).to.equal(false);
      seconds = 30;
      expect(await isReady(30)).to.equal(false);
    });
  }

  it('has the whole grace again after the database was back', async () => {
    await ask(30);
    state = () => Promise.resolve(GONE);
    await ask(30);
    seconds = 29;
    state = () => Promise.resolve(CONNECTED);
    await ask(30);
    state = () => Promise.resolve(GONE);
    await ask(30);
    seconds = 58;
    expect(await isReady(30)).to.equal(true);
  });

  it('has no grace before it was ready once: a server that starts on a standby', async () => {
    state = () => Promise.resolve(STANDBY);
    expect(await isReady(300)).to.equal(false);
  });

  it('has no grace while it stops', async () => {
    await ask(30);
    isStopping = true;
    expect(await isReady(30)).to.equal(false);
  });

  it('answers a check with a grace although the database does not answer', async () => {
    await ask(30);
    state = () => new Promise(() => undefined);
    expect((await ask(30)).body).to.include({ status: 'ready', database: 'disconnected' });
  });
});
