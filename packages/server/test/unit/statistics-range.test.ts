import { expect } from 'chai';
import { ValidationFailedError } from '../../src/http/problems/request-errors.js';
import { statisticsRange, type StatisticsQuery } from '../../src/http/routes/statistics-range.js';

const NOW_MS = Date.parse('2026-02-15T17:28:41.500Z');

function rangeOf(query: StatisticsQuery): string {
  const { since, until } = statisticsRange(query, NOW_MS);
  return `${since} ${until}`.replaceAll('.000000Z', 'Z');
}

describe('statisticsRange', () => {
  const cases: [what: string, query: StatisticsQuery, range: string][] = [
    ['30 days, today included', {}, '2026-01-17T00:00:00Z 2026-02-16T00:00:00Z'],
    ['24 hours, this one included', { interval: 'hour' }, '2026-02-14T18:00:00Z 2026-02-15T18:00:00Z'],
    [
      'the days that hold both ends',
      { since: '2026-02-01T12:00:00Z', until: '2026-02-02T00:00:01Z' },
      '2026-02-01T00:00:00Z 2026-02-03T00:00:00Z',
    ],
    [
      'no day that only begins where it ends',
      { since: '2026-02-01T00:00:00Z', until: '2026-02-02T00:00:00Z' },
      '2026-02-01T00:00:00Z 2026-02-02T00:00:00Z',
    ],
    [
      'days in UTC, wherever the caller is',
      { since: '2026-02-01T23:30:00-02:00', until: '2026-02-03T02:00:00+05:00' },
      '2026-02-02T00:00:00Z 2026-02-03T00:00:00Z',
    ],
    [
      'a time before the common era as the first there is',
      { since: '0000-06-01T00:00:00Z', until: '0001-01-02T00:00:00Z' },
      '0001-01-01T00:00:00Z 0001-01-02T00:00:00Z',
    ],
    [
      'the end of time as the last there is',
      { since: '9999-12-30T00:00:00Z', until: '9999-12-31T23:59:59Z' },
      '9999-12-30T00:00:00Z 9999-12-31T00:00:00Z',
    ],
    [
      '1,000 buckets',
      { since: '2026-01-01T00:00:00Z', until: '2026-02-11T16:00:00Z', interval: 'hour' },
      '2026-01-01T00:00:00Z 2026-02-11T16:00:00Z',
    ],
  ];
  for (const [what, query, range] of cases) {
    it(`takes ${what}`, () => {
      expect(rangeOf(query)).to.equal(range);
    });
  }

  const refused: [what: string, query: StatisticsQuery, detail: RegExp][] = [
    ['a range that ends before it begins', { since: '2026-03-01T00:00:00Z' }, /before until/],
    [
      'one bucket more than 1,000',
      { since: '2026-01-01T00:00:00Z', until: '2026-02-11T16:00:00.001Z', interval: 'hour' },
      /at most 1000 hours/,
    ],
    ['the years since 1970 in days', { since: '1970-01-01T00:00:00Z' }, /at most 1000 days/],
  ];
  for (const [what, query, detail] of refused) {
    it(`rejects ${what}`, () => {
      expect(() => rangeOf(query)).to.throw(ValidationFailedError, detail);
    });
  }
});
