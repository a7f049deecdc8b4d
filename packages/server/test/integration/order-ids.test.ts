import { expect } from 'chai';
import { laneOf, LANES } from '@order-service/sdk';
import { createImportTarget } from '../../src/db/import-target.js';
import { connect } from '../../src/db/connection.js';
import { useTestService, userIdOf } from '../support/test-service.js';

describe('The id of an order', () => {
  const service = useTestService();

  it('ends in the lane of its user', async () => {
    for (const userId of [1, LANES - 1, LANES, LANES + 1, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      const { id } = await service().as({ userId }).placed();
      expect(laneOf(id), `user ${userId}`).to.equal(userId % LANES);
    }
  });

  it('is greater than those that the user placed before', async () => {
    const ann = service().newUser();
    const ids: number[] = [];
    for (let placed = 0; placed < 3; placed += 1) ids.push((await ann.placed()).id);
    expect(ids).to.deep.equal([...new Set(ids)].sort((a, b) => a - b));
  });

  it('is unique among those of users who place theirs at the same time', async () => {
    const customers = Array.from({ length: 20 }, () => service().newUser());
    const orders = await Promise.all([...customers, ...customers].map((customer) => customer.placed()));
    expect(new Set(orders.map(({ id }) => id)).size).to.equal(40);
    for (const { id, user_id: userId } of orders) expect(laneOf(id)).to.equal(userId % LANES);
  });

  it('is above every imported one, of which it is recorded where they end', async () => {
    const database = connect({ url: service().databaseUrl });
    const ann = service().newUser();
    try {
      for (const lastId of [1_000_000, 1_000_447, 5]) {
        await createImportTarget(database).reserveIds(lastId);
        const [cell] = await service().query<{ first: string }>('SELECT first_lane_id AS first FROM cell');
        const { id } = await ann.placed();
        expect(Number(cell!.first)).to.be.greaterThan(lastId);
        expect(id).to.be.at.least(Number(cell!.first));
        expect(laneOf(id)).to.equal(userIdOf(ann) % LANES);
      }
    } finally {
      await database.close();
    }
  });
});
