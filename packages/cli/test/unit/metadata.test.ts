import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { parseMetadata } from '../../src/parse/metadata.js';

describe('parseMetadata', () => {
  it('splits at the first equals sign', () => {
    expect(parseMetadata(['channel=web', 'note=a=b', 'empty='])).to.deep.equal({
      channel: 'web',
      note: 'a=b',
      empty: '',
    });
  });

  it('keeps keys such as __proto__', () => {
    expect(Object.entries(parseMetadata(['__proto__=x']))).to.deep.equal([['__proto__', 'x']]);
  });

  it('counts characters as the service does: one for each code point', () => {
    const metadata = parseMetadata([`${'🎧'.repeat(40)}=${'🎧'.repeat(500)}`]);
    expect(Object.values(metadata)).to.deep.equal(['🎧'.repeat(500)]);
  });

  const refused: Readonly<Record<string, readonly string[]>> = {
    'no equals sign': ['channel'],
    'no key': ['=web'],
    'a key twice': ['a=1', 'a=2'],
    'a long key': [`${'k'.repeat(41)}=v`],
    'a long value': [`k=${'v'.repeat(501)}`],
    'a character that cannot be stored': ['k=a\0b'],
    'half a surrogate pair': ['k=\ud83d'],
    'too many': Array.from({ length: 21 }, (_, index) => `k${index}=v`),
  };
  for (const [what, pairs] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(() => parseMetadata(pairs)).to.throw(UsageError);
    });
  }
});
