import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { parseStatus, parseStatuses } from '../../src/parse/status.js';

describe('parseStatus', () => {
  it('reads a status in any case', () => {
    expect(parseStatus('Pending')).to.equal('pending');
  });

  const mistyped: readonly (readonly [string, string])[] = [
    ['pendin', 'pending'],
    ['canceled', 'cancelled'],
    ['shiped', 'shipped'],
    ['conf', 'confirmed'],
  ];
  for (const [text, meant] of mistyped) {
    it(`suggests ${meant} for '${text}'`, () => {
      expect(() => parseStatus(text))
        .to.throw(UsageError)
        .with.property('hints')
        .that.includes(`Did you mean ${meant}?`);
    });
  }

  it('suggests nothing if no name is close', () => {
    expect(() => parseStatus('paid'))
      .to.throw(UsageError)
      .with.property('hints').that.is.empty;
  });
});

describe('parseStatuses', () => {
  it('splits at commas, adds to earlier values, and keeps each once', () => {
    expect(parseStatuses('shipped,pending', ['pending'])).to.deep.equal(['pending', 'shipped']);
  });
});
