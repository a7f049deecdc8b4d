import { expect } from 'chai';
import { isStorableText } from '../../src/wire/storable-text.js';

describe('isStorableText', () => {
  for (const text of ['', 'é', '🎁', '\u0001\t\n', '\u2028', '\ufeff', '\uffff', '折りたたみ傘 ☂️']) {
    it(`takes ${JSON.stringify(text)}`, () => expect(isStorableText(text)).to.equal(true));
  }
  for (const text of ['\0', 'a\0b', '\ud83c', '\udf81', '\udf81\ud83c', 'a\ud83cb']) {
    it(`rejects ${JSON.stringify(text)}`, () => expect(isStorableText(text)).to.equal(false));
  }
});
