import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { parseDurationMs, parseSince } from '../../src/parse/since.js';

const NOW = new Date('2026-02-15T18:00:00Z');

describe('parseSince', () => {
  const spans: readonly (readonly [string, string])[] = [
    ['45s', '2026-02-15T17:59:15.000Z'],
    ['30m', '2026-02-15T17:30:00.000Z'],
    ['3h', '2026-02-15T15:00:00.000Z'],
    ['2d', '2026-02-13T18:00:00.000Z'],
    ['1w', '2026-02-08T18:00:00.000Z'],
  ];
  for (const [span, moment] of spans) {
    it(`reads ${span} as a time before now`, () => {
      expect(parseSince(span, NOW, false)).to.equal(moment);
    });
  }

  it('reads a time with a zone exactly', () => {
    expect(parseSince('2026-02-15T09:30:00+02:00', NOW, false)).to.equal('2026-02-15T07:30:00Z');
    expect(parseSince('2026-02-15T09:30Z', NOW, false)).to.equal('2026-02-15T09:30:00Z');
  });

  it('reads them as UTC with --utc', () => {
    for (const text of ['2026-02-15', '2026-02-15T00:00', '2026-02-15 00:00:00', '2026-02-15T01:00+01:00']) {
      expect(parseSince(text, NOW, true), text).to.equal('2026-02-15T00:00:00Z');
    }
  });

  it('reads 29 February of leap years', () => {
    expect(parseSince('2028-02-29T00:00:00Z', NOW, false)).to.equal('2028-02-29T00:00:00Z');
  });

  it('reads a day, or a time without a zone, as local time', () => {
    expect(new Date(parseSince('2026-02-15', NOW, false))).to.deep.equal(new Date(2026, 1, 15));
    expect(new Date(parseSince('2026-02-15 09:30', NOW, false))).to.deep.equal(new Date(2026, 1, 15, 9, 30));
  });

  it('keeps every digit of a fraction', () => {
    expect(parseSince('2026-02-15T17:28:41.878640Z', NOW, false)).to.equal('2026-02-15T17:28:41.878640Z');
    expect(parseSince('2026-02-15 18:28:41.8786401+01:00', NOW, false)).to.equal('2026-02-15T17:28:41.8786401Z');
    expect(parseSince('2026-02-15 23:59:59.999999', NOW, true)).to.equal('2026-02-15T23:59:59.999999Z');
  });

  const refused = [
    '',
    '2',
    'd',
    '2 days',
    '-2d',
    '2026-02-31',
    '2026-13-01',
    '15.02.2026',
    'yesterday-ish',
    '1234567d',
    '999999w',
    '2026-02-31T10:00',
    '2025-02-29T00:00:00Z',
    '2026-04-31T00:00:00+02:00',
    '2026-06-31 09:00',
    '2026-00-10',
    '2026-02-15T25:00',
    '2026-02-15T10:60',
    '2026-02-15T10:00+99:00',
    '0000-01-01T00:00+01:00',
    '9999-12-31T23:59:59-01:00',
  ];
  for (const text of refused) {
    it(`refuses '${text}'`, () => {
      expect(() => parseSince(text, NOW, false)).to.throw(UsageError);
    });
  }
});

describe('parseDurationMs', () => {
  it('reads a span in milliseconds', () => {
    expect(parseDurationMs('90s')).to.equal(90_000);
    expect(parseDurationMs('2d')).to.equal(172_800_000);
  });

  it('rejects an unknown unit', () => {
    expect(() => parseDurationMs('3y')).to.throw(UsageError, 'such as 2d');
  });
});
