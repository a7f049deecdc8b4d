import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { components } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { connect, type Database } from '../../src/db/connection.js';
import { forgetMove, recordMove, type Move } from '../../src/db/lanes/move-records.js';
import { areCounted, removeLanes } from '../../src/db/lanes/lane-removal.js';
import { LaneMoveError } from '../../src/db/lanes/lane-sql.js';
import { LANES } from '../../src/domain/lane.js';
import { dumpOf, tracesIn } from '../support/database-dump.js';
import { rejectionOf } from '../support/rejection.js';
import { TWO_HEADPHONES, type Problem } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

type Erasure = components['schemas']['Erasure'];
type Plan = components['schemas']['ErasurePlan'];

const ROUNDS = 12;

/** What one cell does; `npm run test:cells` has the move between two. */
describe('An erasure and the move of a lane', () => {
  const service = useTestService();
  let database: Database;

  before(() => {
    database = connect({ url: service().databaseUrl });
  });
  after(() => database.close());

  const moveOf = (userId: number): Move => ({ first: userId % LANES, last: userId % LANES, from: 0, to: 1 });
  const path = (userId: number): string => `/api/v1/users/${userId}/erasure`;
  const stepper = (userId: number, limit = 500) => {
    const json = { erasure_id: randomUUID(), reason: 'A request', limit };
    return () => service().operator().sendUnchecked('POST', path(userId), { json });
  };

  async function completed(step: ReturnType<typeof stepper>): Promise<number> {
    let steps = 1;
    while (((await step()).body as Erasure).state !== 'complete') expect((steps += 1)).to.be.below(200);
    return steps;
  }

  const erasuresOf = (userId: number) => service().query('SELECT FROM user_erasures WHERE user_id = $1', [userId]);

  it('exclude each other: the erasure begins when the lane no longer moves', async () => {
    const userId = service().newUserId();
    await recordMove(database, moveOf(userId));
    const step = stepper(userId);
    const refused = await step();
    expect([refused.status, (refused.body as Problem).code]).to.deep.equal([409, 'lane_moving']);
    expect((refused.body as Problem).detail).to.contain('order-service lanes list');
    expect(await erasuresOf(userId)).to.be.empty;
    await forgetMove(database, moveOf(userId));
    await completed(step);
    await recordMove(database, moveOf(userId));
    expect((await step()).status, 'a complete erasure is returned as it is').to.equal(200);
    await forgetMove(database, moveOf(userId));
  });

  it('exclude each other: the move begins when the erasure is complete', async () => {
    const userId = service().newUserId();
    const step = stepper(userId);
    await step();
    const error = await rejectionOf(recordMove(database, moveOf(userId)));
    expect(error).to.be.instanceOf(LaneMoveError);
    expect(error.message).to.contain(`orders erase --user ${userId}`);
    await recordMove(database, moveOf(userId + 1));
    await completed(step);
    await recordMove(database, moveOf(userId));
    for (const one of [userId, userId + 1]) await forgetMove(database, moveOf(one));
  });

  it('exclude each other when both begin at the same moment', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const userId = service().newUserId();
      const step = stepper(userId);
      const move = () => recordMove(database, moveOf(userId)).catch((error: unknown) => error);
      const moving = round % 2 === 0 ? move() : undefined;
      const stepping = step();
      const [failure, { status }] = await Promise.all([moving ?? move(), stepping]);
      const moves = await service().query('SELECT FROM lane_moves WHERE first_lane = $1', [userId % LANES]);
      expect([moves.length, (await erasuresOf(userId)).length].sort(), `round ${round}`).to.deep.equal([0, 1]);
      expect(status).to.equal(moves.length === 1 ? 409 : 200);
      if (moves.length === 0) expect(failure).to.be.instanceOf(LaneMoveError);
      await forgetMove(database, moveOf(userId));
    }
  });

  it('leave no trace in the archive of the cell that the lane has left, in bounded steps', async () => {
    const userId = service().newUserId();
    const email = `archived-${randomUUID()}@example.com`;
    const user = service().as({ userId, email });
    for (let placed = 0; placed < 4; placed += 1) {
      await user.create({ items: TWO_HEADPHONES }, { 'Idempotency-Key': `key-${placed}` });
    }
    const other = service().newUserId();
    await service().as({ userId: other }).placed();
    const lanes = { first: userId % LANES, last: userId % LANES };
    for (const id of [userId, other]) {
      await service().query('INSERT INTO foreign_lanes (lane, cell) VALUES ($1, 1)', [id % LANES]);
      await eventually('they are counted', () => areCounted(database, { first: id % LANES, last: id % LANES }, 0));
      await removeLanes(database, { first: id % LANES, last: id % LANES }, 0);
    }
    expect(tracesIn(await dumpOf(service().database), [email])).to.deep.equal([email]);
    const plan = async (id: number) => (await service().operator().get<Plan>(path(id))).body;
    expect(await plan(userId)).to.include({ orders: 0, archived_rows: 4 * 4 });

    expect(await completed(stepper(userId, 3))).to.be.greaterThan(5);

    expect(tracesIn(await dumpOf(service().database), [email])).to.deep.equal([]);
    expect((await plan(userId)).archived_rows).to.equal(0);
    expect((await plan(other)).archived_rows).to.be.greaterThan(0);
    await service().query('DELETE FROM foreign_lanes WHERE lane = $1', [lanes.first]);
  });
});
