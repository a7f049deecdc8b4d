import { expect } from 'chai';
import pg from 'pg';
import { toRfc3339, typeParsers } from '../../src/db/type-parsers.js';

const { builtins } = pg.types;
const read = (oid: Parameters<typeof pg.types.getTypeParser>[0], text: string): unknown =>
  (typeParsers.getTypeParser(oid, 'text') as (text: string) => unknown)(text);

describe('Values of the database', () => {
  for (const [text, expected] of [
    ['2026-02-15 17:28:41.87864+00', '2026-02-15T17:28:41.878640Z'],
    ['2026-02-15 17:28:41+00', '2026-02-15T17:28:41.000000Z'],
    ['2026-02-15 17:28:41.000001+00', '2026-02-15T17:28:41.000001Z'],
    ['2026-02-15 17:28:41.5+00', '2026-02-15T17:28:41.500000Z'],
  ] as const) {
    it(`write the time ${text} as ${expected}`, () => {
      expect(toRfc3339(text)).to.equal(expected);
      expect(read(builtins.TIMESTAMPTZ, text)).to.equal(expected);
    });
  }

  for (const text of [
    '15.02.2026 17:28:41.87864 UTC', // datestyle German
    '02/15/2026 17:28:41.87864 UTC', // SQL, MDY
    'Sun 15 Feb 17:28:41.87864 2026 UTC', // Postgres, DMY
    '2026-02-15 19:28:41.878640+02',
    '2026-02-15 17:28:41.878640-00',
    '2026-02-15 22:58:41.87864+05:30',
    '0044-03-15 12:00:00+00 BC',
    '12026-02-15 17:28:41.878640+0',
    'infinity',
    '-infinity',
  ]) {
    it(`refuse the time ${text} instead of guessing`, () => {
      expect(() => read(builtins.TIMESTAMPTZ, text)).to.throw(RangeError);
    });
  }

  it('of types whose form depends on settings are refused', () => {
    for (const type of [builtins.TIMESTAMP, builtins.DATE, builtins.TIME, builtins.INTERVAL, builtins.MONEY]) {
      expect(() => read(type, '15.02.2026')).to.throw(RangeError);
    }
  });

  it('keep decimals as they are stored', () => {
    for (const decimal of ['0.10', '9999999999.99', '20.00']) expect(read(builtins.NUMERIC, decimal)).to.equal(decimal);
  });

  it('are numbers while they are safe integers, and errors beyond', () => {
    expect(read(builtins.INT8, '9007199254740991')).to.equal(Number.MAX_SAFE_INTEGER);
    expect(read(builtins.INT8, '-1')).to.equal(-1);
    expect(() => read(builtins.INT8, '9007199254740992')).to.throw(RangeError);
  });

  it('of other types are parsed by pg', () => {
    expect(read(builtins.BOOL, 't')).to.equal(true);
    expect(read(builtins.JSON, '{"a":1}')).to.deep.equal({ a: 1 });
    expect(read(builtins.INT4, '7')).to.equal(7);
  });
});
