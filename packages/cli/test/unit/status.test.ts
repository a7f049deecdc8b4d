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
    it(`guesses that '${text}' was meant to be ${meant}`, () => {
      expect(() => parseStatus(text))
        .to.throw(UsageError)
        .with.property('hints')
        .that.includes(`Did you mean ${meant}?`);
    });
  }

  it('guesses nothing where nothing is near', () => {
    expect(() => parseStatus('paid'))
      .to.throw(UsageError)
      .with.property('hints').that.is.empty;
  });
});

describe('parseStatuses', () => {
  it('splits at commas, adds to what came earlier, and names each once', () => {
    expect(parseStatuses('shipped,pending', ['pending'])).to.deep.equal(['pending', 'shipped']);
  });
});
