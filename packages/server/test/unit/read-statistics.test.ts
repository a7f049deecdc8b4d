import { expect } from 'chai';
import type { Statistics } from '../../src/ports/order-statistics.js';
import { createReadStatistics } from '../../src/usecases/read-statistics.js';

const RANGE = { interval: 'day', since: '2026-02-01T00:00:00Z', until: '2026-02-02T00:00:00Z' } as const;

describe('createReadStatistics', () => {
  it('reads the figures of the range after they were brought up to date', async () => {
    const calls: unknown[] = [];
    const figures = { asOf: RANGE.until } as Statistics;
    const readStatistics = createReadStatistics({
      update: async (limit) => {
        await new Promise(setImmediate);
        calls.push(`update with at most ${limit} events`);
        return 0;
      },
      read: (range) => {
        calls.push(range);
        return Promise.resolve(figures);
      },
    });
    expect(await readStatistics(RANGE)).to.equal(figures);
    expect(calls).to.deep.equal(['update with at most 2000 events', RANGE]);
  });
});
