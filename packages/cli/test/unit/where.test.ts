import { expect } from 'chai';
import { parseWhere } from '../../src/features/bulk/where.js';
import { UsageError } from '../../src/errors.js';

const NOW = new Date('2026-02-15T18:00:00Z');

describe('parseWhere', () => {
  it('joins conditions', () => {
    expect(parseWhere('status=pending, older-than=2d,user=7', NOW)).to.deep.equal({
      status: ['pending'],
      created_before: new Date('2026-02-13T18:00:00Z'),
      user_id: 7,
    });
  });

  it('reads several statuses', () => {
    expect(parseWhere('status=pending|confirmed,status=shipped,newer-than=1h', NOW)).to.deep.equal({
      status: ['pending', 'confirmed', 'shipped'],
      created_after: new Date('2026-02-15T17:00:00Z'),
    });
  });

  for (const text of [
    '',
    'pending',
    'status=',
    'statu=pending',
    'older-than=soon',
    'user=x',
    'user=1,user=2',
    'status=paid',
  ]) {
    it(`refuses '${text}'`, () => {
      expect(() => parseWhere(text, NOW)).to.throw(UsageError);
    });
  }
});
