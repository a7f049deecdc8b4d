import { expect } from 'chai';
import { createTimeFormat, relativeTime } from '../../src/render/time.js';

const NOW = new Date('2026-02-15T18:00:00Z');

describe('relativeTime', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['2026-02-15T17:59:58Z', 'just now'],
    ['2026-02-15T17:59:30Z', '30 seconds ago'],
    ['2026-02-15T17:58:59Z', '1 minute ago'],
    ['2026-02-15T16:00:00Z', '2 hours ago'],
    ['2026-02-14T17:00:00Z', '1 day ago'],
    ['2026-02-01T18:00:00Z', '2 weeks ago'],
    ['2025-11-15T18:00:00Z', '3 months ago'],
    ['2024-01-01T00:00:00Z', '2 years ago'],
    ['2026-02-15T18:30:00Z', 'in 30 minutes'],
  ];
  for (const [moment, words] of cases) {
    it(`calls ${moment} '${words}'`, () => {
      expect(relativeTime(new Date(moment), NOW)).to.equal(words);
    });
  }
});

describe('createTimeFormat', () => {
  const moment = new Date(2026, 1, 5, 7, 8, 9);

  it("writes this machine's time with its zone, so that it can be read back", () => {
    const text = createTimeFormat(false)(moment);
    expect(text).to.match(/^2026-02-05 07:08:09[+-]\d\d:\d\d$/);
    expect(new Date(text)).to.deep.equal(moment);
  });

  it('writes UTC with --utc', () => {
    expect(createTimeFormat(true)('2026-02-15T18:28:41.123456Z')).to.equal('2026-02-15 18:28:41Z');
  });

  it('returns other texts unchanged', () => {
    expect(createTimeFormat(false)('soon')).to.equal('soon');
  });
});
