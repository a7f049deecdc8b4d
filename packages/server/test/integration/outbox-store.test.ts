import { expect } from 'chai';
import { connect, type Runner } from '../../src/db/connection.js';
import { createEventReplay } from '../../src/db/event-replay.js';
import { createOutboxStore } from '../../src/db/outbox-store.js';
import { bigint, boolean, float8, int, text } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import type { ClaimedEvent } from '../../src/ports/outbox-store.js';
import { eventually } from '../../../../test/services/eventually.js';
import { RelayRig } from '../support/relay-rig.js';

const LEASE_MS = 60_000;

describe('the outbox store', () => {
  let rig: RelayRig;

  beforeEach(async () => {
    rig = await RelayRig.start('amqp://127.0.0.1:1');
  });

  afterEach(() => rig.dispose());

  /** As `order/version`, in the given order. */
  function named(claimed: readonly ClaimedEvent[]): string[] {
    return claimed.map(({ event }) => `${event.orderId}/${event.version}`);
  }

  async function claim(limit = 100): Promise<ClaimedEvent[]> {
    return rig.store.claim(limit, LEASE_MS);
  }

  const reschedule = { delayMs: LEASE_MS, error: '312 NO_ROUTE', refused: false, deadLettered: false };

  it('claims the lowest version of each order, oldest first, and the next one only after its deletion', async () => {
    const [a = 0, b = 0] = await rig.placeOrders(2);
    await rig.move([b], 'confirmed');
    await rig.move([a, b], 'cancelled');

    const first = await claim();
    expect(named(first)).to.deep.equal([`${a}/1`, `${b}/1`]);
    expect(await claim()).to.deep.equal([]);
    expect(await rig.store.remove(first)).to.equal(true);
    const second = await claim();
    expect(named(second)).to.deep.equal([`${b}/2`, `${a}/2`]);
    expect(await rig.store.remove(second)).to.equal(true);
    const third = await claim();
    expect(named(third)).to.deep.equal([`${b}/3`]);
    expect(await rig.store.remove(third)).to.equal(false);
    expect(await rig.depth()).to.equal(0);
  });

  it('holds its claims for the time of the lease', async () => {
    await rig.placeOrders(1);
    await claim();
    const remaining = statement({
      name: 'remaining_seconds',
      writes: false,
      prepared: false,
      columns: { seconds: float8 },
      text: 'SELECT extract(epoch FROM claimed_until - now())::float8 AS seconds FROM outbox',
    });
    const [row] = await rig.database.run(remaining, {});
    expect(row!.seconds).to.be.within(1, LEASE_MS / 1_000);
  });

  it('claims replayed events in the order in which they occurred', async () => {
    const orderIds = await rig.placeOrders(3);
    await rig.store.remove(await claim());
    const time = { since: '2000-01-01T00:00:00Z', until: '9999-01-01T00:00:00Z' };
    await createEventReplay(rig.database).since({ ...time, afterId: 0, limit: 10 });
    const claimed = [...(await claim(1)), ...(await claim(1)), ...(await claim(1))];
    expect(claimed.map(({ event }) => event.orderId)).to.deep.equal(orderIds);
  });

  it('counts the refusals of an event', async () => {
    await rig.placeOrders(1);
    const [first] = await claim();
    await rig.store.reschedule([{ ...reschedule, claimed: first!, refused: true, delayMs: 0 }]);
    expect((await claim())[0]).to.include({ attempts: 1, refusals: 1 });
  });

  it('removes confirmed events without waiting for the disk', async () => {
    await rig.placeOrders(1);
    const record = `
      CREATE TABLE seen (synchronous_commit text);
      CREATE FUNCTION record() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO seen VALUES (current_setting('synchronous_commit'));
        RETURN NULL;
      END $$;
      CREATE TRIGGER record AFTER DELETE ON outbox FOR EACH STATEMENT EXECUTE FUNCTION record()`;
    await rig.database.run(statement({ name: 'record', writes: false, prepared: false, text: record }), {});
    await rig.store.remove(await claim());
    const seen = statement({
      name: 'seen',
      writes: false,
      prepared: false,
      columns: { setting: text },
      text: 'SELECT synchronous_commit AS setting FROM seen',
    });
    expect(await rig.database.run(seen, {})).to.deep.equal([{ setting: 'off' }]);
  });

  it('divides the events among concurrent claims', async () => {
    const orderIds = await rig.placeOrders(200);
    const claims = await Promise.all([claim(50), claim(50), claim(50), claim(50)]);
    const claimed = claims.flat().map(({ event }) => event.orderId);
    expect(new Set(claimed).size).to.equal(claimed.length);
    expect([...claimed, ...(await claim(200)).map(({ event }) => event.orderId)]).to.have.members(orderIds);
  });

  it('lets another claim take expired events, and fences the former holder', async () => {
    await rig.placeOrders(1);
    const stale = await rig.store.claim(1, 0);
    const fresh = await claim();
    expect(named(fresh)).to.deep.equal(named(stale));

    await rig.store.remove(stale);
    await rig.store.release(stale);
    await rig.store.reschedule(stale.map((claimed) => ({ ...reschedule, claimed })));
    expect(await rig.depth()).to.equal(1);
    expect(await claim()).to.deep.equal([]);
    await rig.store.remove(fresh);
    expect(await rig.depth()).to.equal(0);
  });

  it('makes a released event claimable at once, without counting an attempt', async () => {
    await rig.placeOrders(1);
    await rig.store.release(await claim());
    expect(await claim())
      .to.have.length(1)
      .and.have.nested.property('[0].attempts', 0);
  });

  it('holds a rescheduled event and the later versions of its order until next_attempt_at', async () => {
    const [a = 0, b = 0] = await rig.placeOrders(2);
    await rig.move([a], 'confirmed');
    const [first, second] = await claim();
    await rig.store.reschedule([{ ...reschedule, claimed: first!, delayMs: 150 }]);
    await rig.store.remove([second!]);
    expect(first!.event.orderId).to.equal(a);
    expect(second!.event.orderId).to.equal(b);
    expect(await claim()).to.deep.equal([]);

    let again: ClaimedEvent[] = [];
    await eventually('its time has come', async () => (again = await claim()).length > 0);
    expect(named(again)).to.deep.equal([`${a}/1`]);
    expect(again[0]).to.include({ attempts: 1, refusals: 0 });
    await rig.store.remove(again);
    await eventually('the version behind it follows', async () => (again = await claim()).length > 0);
    expect(named(again)).to.deep.equal([`${a}/2`]);
  });

  it('reschedules the later versions of an order with its first, so that no claim steps over them', async () => {
    const [a = 0] = await rig.placeOrders(2);
    await rig.move([a], 'confirmed');
    await rig.move([a], 'shipped');
    const [first] = await claim();
    await rig.store.reschedule([{ ...reschedule, claimed: first! }]);
    const waiting = statement({
      name: 'waiting_versions',
      writes: false,
      prepared: false,
      parameters: { orderId: bigint },
      columns: { version: int, together: boolean },
      text: `
        SELECT version, next_attempt_at = min(next_attempt_at) OVER () AS together
        FROM outbox WHERE order_id = @orderId ORDER BY version`,
    });
    expect(await rig.database.run(waiting, { orderId: a })).to.deep.equal([
      { version: 1, together: true },
      { version: 2, together: true },
      { version: 3, together: true },
    ]);
  });

  it('holds a dead letter and the later versions of its order, and nothing else', async () => {
    const [a = 0, b = 0] = await rig.placeOrders(2);
    await rig.move([a, b], 'confirmed');
    const [first, second] = await claim();
    await rig.store.reschedule([{ ...reschedule, claimed: first!, refused: true, deadLettered: true }]);
    await rig.store.remove([second!]);
    expect(named(await claim())).to.deep.equal([`${b}/2`]);
    expect(await rig.store.figures()).to.include({ depth: 3, deadLettered: 1 });
  });

  it('returns the number of waiting events and the age of the oldest', async () => {
    expect(await rig.store.figures()).to.deep.equal({
      depth: 0,
      failing: 0,
      failingReason: null,
      oldestAgeSeconds: 0,
      deadLettered: 0,
    });
    await rig.placeOrders(30);
    const [first] = await claim(1);
    await rig.store.reschedule([{ ...reschedule, claimed: first! }]);
    const figures = await rig.store.figures();
    expect(figures).to.include({ depth: 30, deadLettered: 0 });
    expect(figures.oldestAgeSeconds).to.be.greaterThan(0);
  });

  it('estimates a long backlog instead of counting it', async () => {
    for (let placed = 0; placed < 10_500; placed += 500) await rig.placeOrders(500);
    expect((await rig.store.figures()).depth).to.equal(10_500);
  });

  it('claims an event that is committed late, below many that were claimed earlier', async () => {
    let commit = (): void => undefined;
    const committing = new Promise<void>((resolve) => (commit = resolve));
    let writing: Promise<void> | undefined;
    const [late] = await new Promise<number[]>((written) => {
      writing = rig.database.transaction(async (transaction) => {
        written(await rig.placeOrders(1, undefined, transaction));
        await committing;
      });
    });
    for (let placed = 0; placed < 3_000; placed += 500) await rig.placeOrders(500);
    for (let batch = await claim(500); batch.length > 0; batch = await claim(500)) await rig.store.remove(batch);

    commit();
    await writing;
    let found: ClaimedEvent[] = [];
    await eventually('it is claimed', async () => (found = await claim()).length > 0);
    expect(named(found)).to.deep.equal([`${late}/1`]);
  });

  it('flushes earlier commits with a claim, also with synchronous_commit off', async () => {
    const ask = async (database: Runner, sql: string): Promise<string | undefined> =>
      (
        await database.run(
          statement({ name: 'ask', writes: false, prepared: false, columns: { answer: text }, text: sql }),
          {},
        )
      )[0]?.answer;
    const asynchronous = connect({ url: rig.databaseUrl });
    try {
      await asynchronous.transaction(async (transaction) => {
        await ask(transaction, 'SET LOCAL synchronous_commit = off');
        await rig.placeOrders(1, undefined, transaction);
      });
      const end = await ask(asynchronous, 'SELECT pg_current_wal_insert_lsn()::text AS answer');
      await createOutboxStore(asynchronous).claim(1, LEASE_MS);
      const flushed = `SELECT (pg_current_wal_flush_lsn() >= '${end}')::text AS answer`;
      expect(await ask(asynchronous, flushed)).to.equal('true');
    } finally {
      await asynchronous.close();
    }
  });
});
