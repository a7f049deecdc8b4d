import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { connect, type Database } from '../../src/db/connection.js';
import { createEventReplay } from '../../src/db/event-replay.js';
import { createEventRetention } from '../../src/db/event-retention.js';
import { statement } from '../../src/db/statement.js';
import { REPLAY_ORDER } from '../../src/db/statements/replay.js';
import type { EventRetention } from '../../src/ports/event-retention.js';
import { blocksTouched } from '../support/blocks-touched.js';
import { rejectionOf } from '../support/rejection.js';
import { useTestService } from '../support/test-service.js';

const OPERATIONS = new URL('../../../../docs/operations.md', import.meta.url);
const CHECK_VIOLATION = '23514';
const DAY_SECONDS = 86_400;
const NOTHING = { passed: 0, removed: 0 };

describe('The retention of events', () => {
  const service = useTestService();
  let database: Database;
  let retention: EventRetention;

  before(() => {
    database = connect({ url: service().databaseUrl });
    retention = createEventRetention(database);
  });

  after(() => database.close());

  /** An order on its way, all of whose events are published. */
  async function published(...path: string[]): Promise<number> {
    const { id } = await service().newUser().placed(undefined, path);
    await service().query('DELETE FROM outbox');
    await service().query(
      `INSERT INTO event_deliveries (order_id, version, attempts, confirmed_at)
       SELECT order_id, version, 0, now() FROM order_events WHERE order_id = $1`,
      [id],
    );
    await derived();
    return id;
  }

  /** Resolves when the statistics and the search include every event. */
  async function derived(): Promise<void> {
    await eventually('all events are in the statistics and the search', async () => {
      const [row] = await service().query<{ behind: boolean }>(
        `SELECT EXISTS (SELECT FROM order_events e, order_stats_position s, order_search_position q
                        WHERE (e.transaction_id, e.id) > (s.transaction_id, s.id)
                           OR (e.transaction_id, e.id) > (q.transaction_id, q.id)) AS behind`,
      );
      return !row!.behind;
    });
  }

  async function versionsOf(orderId: number, table = 'order_events'): Promise<number[]> {
    const rows = await service().query<{ version: number }>(
      `SELECT version FROM ${table} WHERE order_id = $1 ORDER BY version`,
      [orderId],
    );
    return rows.map(({ version }) => version);
  }

  /** Passes every event that may be passed. Returns how many events were removed. */
  async function removeAll(limit = 3): Promise<number> {
    let total = 0;
    for (let passed = 1; passed > 0;) {
      const step = await retention.remove(0, limit);
      ({ passed } = step);
      total += step.removed;
    }
    return total;
  }

  it('removes the events of finished orders but for the newest, and none of other orders', async () => {
    const delivered = await published('confirmed', 'shipped', 'delivered');
    const cancelled = await published('cancelled');
    const shipped = await published('confirmed', 'shipped');
    const pending = await published();
    expect(await removeAll()).to.equal(4);
    const left = await Promise.all([delivered, cancelled, shipped, pending].map((id) => versionsOf(id)));
    expect(left).to.deep.equal([[4], [2], [1, 2, 3], [1]]);
    expect(await versionsOf(delivered, 'event_deliveries')).to.deep.equal([4]);
    expect(await versionsOf(shipped, 'event_deliveries')).to.deep.equal([1, 2, 3]);
    expect(await removeAll(), 'again').to.equal(0);
  });

  it('removes them later if the order ends later', async () => {
    const user = service().newUser();
    const { id } = await user.placed(undefined, ['confirmed']);
    await service().query('DELETE FROM outbox');
    await derived();
    expect(await removeAll()).to.equal(0);
    await user.move(id, 'cancelled');
    await service().query('DELETE FROM outbox');
    await derived();
    expect(await removeAll()).to.equal(2);
    expect(await versionsOf(id)).to.deep.equal([3]);
  });

  it('keeps events that are not old enough', async () => {
    const id = await published('cancelled');
    expect(await retention.remove(DAY_SECONDS, 100)).to.deep.equal(NOTHING);
    expect(await versionsOf(id)).to.deep.equal([1, 2]);
    await removeAll();
  });

  it('stops at an order whose events are not published, and goes on when they are', async () => {
    const first = await published('cancelled');
    const waiting = await published('cancelled');
    const behind = await published('cancelled');
    await service().query(
      `INSERT INTO outbox (order_id, version, event_id) SELECT order_id, version, event_id FROM order_events
       WHERE order_id = $1 AND version = 2`,
      [waiting],
    );
    expect(await removeAll()).to.equal(1);
    expect([await versionsOf(first), await versionsOf(behind)]).to.deep.equal([[2], [1, 2]]);
    await service().query('DELETE FROM outbox');
    expect(await removeAll()).to.equal(2);
  });

  for (const table of ['order_stats_position', 'order_search_position']) {
    it(`passes no event that is behind ${table}`, async () => {
      const lock = statement({ name: 'lock', writes: true, prepared: false, text: `SELECT FROM ${table} FOR UPDATE` });
      let id = 0;
      await database.transaction(async (transaction) => {
        await transaction.run(lock, {}); // keeps the service from moving the position
        ({ id } = await service().newUser().placed(undefined, ['cancelled']));
        await service().query('DELETE FROM outbox');
        expect(await removeAll()).to.equal(0);
      });
      await derived();
      expect(await removeAll()).to.equal(1);
      expect(await versionsOf(id)).to.deep.equal([2]);
    });
  }

  it('waits while lanes are moved', async () => {
    const id = await published('cancelled');
    await service().query('INSERT INTO lane_moves (first_lane, last_lane, from_cell, to_cell) VALUES (0, 0, 0, 1)');
    expect(await retention.remove(0, 100)).to.deep.equal(NOTHING);
    await service().query('DELETE FROM lane_moves');
    await removeAll();
    expect(await versionsOf(id)).to.deep.equal([2]);
  });

  it('keeps a skipped event with its record', async () => {
    const id = await published('confirmed', 'cancelled');
    await service().query(
      `INSERT INTO skipped_events (event_id, order_id, version, attempts, reason, actor)
       SELECT event_id, order_id, version, 5, 'because', 'user:1' FROM order_events WHERE order_id = $1 AND version = 2`,
      [id],
    );
    await removeAll();
    expect(await versionsOf(id)).to.deep.equal([2, 3]);
  });

  it('is shared by concurrent processes, which remove each event once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => service().newUser().placed(undefined, ['cancelled'])),
    );
    await service().query('DELETE FROM outbox');
    await derived();
    let removed = 0;
    const work = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) {
        const step = await retention.remove(0, 2);
        removed += step.removed;
      }
    };
    await Promise.all([work(), work(), work()]);
    removed += await removeAll();
    expect(removed).to.equal(ids.length);
  });

  it('leaves an order whose replay has locked its events first, and whose events are published again', async () => {
    const id = await published('cancelled');
    let removing: Promise<unknown> | undefined;
    await database.transaction(async (transaction) => {
      await transaction.run(REPLAY_ORDER, { orderId: id });
      removing = retention.remove(0, 100);
      await eventually('the removal waits for the replay', async () => {
        const waiting = await service().query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'
                                               AND datname = current_database()`);
        return waiting.length > 0;
      });
    });
    await removing;
    expect(await versionsOf(id)).to.deep.equal([1, 2]);
    expect(await versionsOf(id, 'outbox')).to.deep.equal([1, 2]);
    await service().query('DELETE FROM outbox');
  });

  it('leaves to a replay what it has kept', async () => {
    const id = await published('confirmed', 'shipped', 'delivered');
    await removeAll();
    expect(await createEventReplay(database).ofOrder(id)).to.equal(1);
    expect(await versionsOf(id, 'outbox')).to.deep.equal([4]);
    await service().query('DELETE FROM outbox');
  });

  it('costs no more with more orders', async () => {
    const costs: number[] = [];
    for (const orders of [500, 5_000]) {
      await service().query(
        `BEGIN;
         SET LOCAL session_replication_role = replica;
         WITH added AS (
           INSERT INTO orders (user_id, user_email, status, version, total_amount, metadata, items, created_at, updated_at)
           SELECT 7, '', 'cancelled', 2, 1, '{}', '[]', now(), now() FROM generate_series(1, ${orders}) RETURNING id
         )
         INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, occurred_at)
         SELECT gen_random_uuid(), id, 7, version, type, from_status, to_status, 'user:7', now() - interval '90 days'
         FROM added, (VALUES (1, 'order.created', NULL, 'pending'), (2, 'order.status.updated', 'pending', 'cancelled'))
           AS event (version, type, from_status, to_status)
         ORDER BY id, version;
         UPDATE order_stats_position SET (transaction_id, id) = (SELECT pg_current_xact_id(), max(id) FROM order_events);
         UPDATE order_search_position SET (transaction_id, id) = (SELECT transaction_id, id FROM order_stats_position);
         COMMIT`,
      );
      await service().query('VACUUM ANALYZE orders, order_events, event_deliveries');
      const blocks = await blocksTouched(database, (runner) =>
        createEventRetention({ transaction: (work) => work(runner) }).remove(DAY_SECONDS, 100),
      );
      costs.push(blocks);
    }
    await removeAll(2_000);
    const [few = NaN, many = NaN] = costs;
    expect(many).to.be.at.most(few * 1.2 + 50);
  });

  it('can be preceded by an archive, as the documentation shows it', async () => {
    const document = await readFile(OPERATIONS, 'utf8');
    const [, select = '', id] = /"COPY \((SELECT .+ WHERE id > (\d+) .+)\) TO STDOUT/.exec(document) ?? [];
    const order = await published('cancelled');
    const archived = await service().query<{ order_id: string; version: number; actor: string }>(select);
    expect(id).to.equal('0');
    expect(archived.filter((event) => Number(event.order_id) === order).map(({ version }) => version)).to.deep.equal([
      1, 2,
    ]);
    await removeAll();
  });

  describe('is the only way to delete an event:', () => {
    const attempts: [what: string, path: string[], more: string | undefined, version: number][] = [
      ['one that the retention has not passed', ['cancelled'], undefined, 1],
      ['the newest one', ['cancelled'], 'passed', 2],
      ['one of an order that is not final', ['confirmed'], 'passed', 1],
    ];
    for (const [what, path, more, version] of attempts) {
      it(`${what} cannot be deleted`, async () => {
        const id = await published(...path);
        if (more) await removeAll();
        const deletion = service().query('DELETE FROM order_events WHERE order_id = $1 AND version = $2', [
          id,
          version,
        ]);
        expect(await rejectionOf(deletion)).to.include({ code: CHECK_VIOLATION });
        await removeAll();
      });
    }

    it('one of an order with events in the outbox cannot be deleted', async () => {
      const user = service().newUser();
      const { id } = await user.placed(undefined, ['cancelled']);
      const move = `UPDATE event_retention SET (transaction_id, id, kept_since) =
        (SELECT transaction_id, id, now() FROM order_events ORDER BY transaction_id DESC, id DESC LIMIT 1)`;
      const attempt = service().query(
        `BEGIN; ${move}; DELETE FROM order_events WHERE order_id = ${id} AND version = 1`,
      );
      expect(await rejectionOf(attempt)).to.include({ code: CHECK_VIOLATION });
      await service().query('ROLLBACK; DELETE FROM outbox');
    });

    it('they cannot be truncated', async () => {
      expect(await rejectionOf(service().query('TRUNCATE order_events CASCADE'))).to.include({ code: CHECK_VIOLATION });
    });
  });
});
