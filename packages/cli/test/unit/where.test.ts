import { expect } from 'chai';
import { parseWhere } from '../../src/features/bulk/where.js';
import { parseSince } from '../../src/parse/since.js';
import { UsageError } from '../../src/errors.js';

const NOW = new Date('2026-02-15T18:00:00Z');
const parse = (text: string) => parseWhere(text, NOW, { time: (time) => parseSince(time, NOW, true) });

describe('parseWhere', () => {
  it('joins conditions', () => {
    expect(parse('status=pending, older-than=2d,user=7')).to.deep.equal({
      status: ['pending'],
      created_before: new Date('2026-02-13T18:00:00Z'),
      user_id: 7,
    });
  });

  it('reads that a timed transition is due', () => {
    expect(parse('overdue=true,status=pending')).to.deep.equal({ overdue: true, status: ['pending'] });
  });

  it('reads several statuses', () => {
    expect(parse('status=pending|confirmed,status=shipped,newer-than=1h')).to.deep.equal({
      status: ['pending', 'confirmed', 'shipped'],
      created_after: new Date('2026-02-15T17:00:00Z'),
    });
  });

  it('knows every filter of orders list', () => {
    const text =
      'since=2026-02-01,until=2026-02-02,updated-since=1d,updated-until=2026-02-15T12:00,total-min=10,total-max=99.5,' +
      'product=7,email=Ann@example.com,reference=S\\,1,metadata.channel=web,metadata.a.b=c=d,id=4|5,id=6,unchanged-for=2h';
    expect(parse(text)).to.deep.equal({
      created_after: '2026-02-01T00:00:00Z',
      created_before: '2026-02-02T00:00:00Z',
      updated_after: '2026-02-14T18:00:00.000Z',
      updated_before: new Date('2026-02-15T16:00:00Z'),
      total_min: '10',
      total_max: '99.5',
      product_id: 7,
      user_email: 'Ann@example.com',
      reference: 'S,1',
      metadata: { channel: 'web', 'a.b': 'c=d' },
      id: [4, 5, 6],
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
    'product=all',
    'total-min=-1',
    'total-min=1.005',
    'status.x=pending',
    'metadata=x',
    'since=yesterday',
    'overdue',
    'overdue=no',
  ]) {
    it(`refuses '${text}'`, () => {
      expect(() => parse(text)).to.throw(UsageError);
    });
  }
});
