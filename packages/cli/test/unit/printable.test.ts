import { expect } from 'chai';
import { escapeControls, hasControls, printable, yamlEscape } from '../../src/render/printable.js';

/** Every character that a terminal obeys, or that moves or hides the text around it. */
const RANGES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'C0 controls': [
    [0x00, 0x08],
    [0x0b, 0x0c],
    [0x0e, 0x1f],
  ],
  'DEL and C1 controls': [[0x7f, 0x9f]],
  'bidirectional controls': [
    [0x061c, 0x061c],
    [0x200e, 0x200f],
    [0x202a, 0x202e],
    [0x2066, 0x2069],
  ],
  'line separators': [[0x2028, 0x2029]],
  'marks without a width': [
    [0x200b, 0x200b],
    [0x2060, 0x2064],
    [0xfeff, 0xfeff],
    [0x00ad, 0x00ad],
    [0x3164, 0x3164],
  ],
};

describe('printable', () => {
  for (const [name, ranges] of Object.entries(RANGES)) {
    it(`shows ${name} as escapes`, () => {
      for (const [first, last] of ranges) {
        for (let code = first; code <= last; code += 1) {
          const escaped = `\\u${code.toString(16).padStart(4, '0')}`;
          expect(printable(`a${String.fromCharCode(code)}b`)).to.equal(`a${escaped}b`);
          expect(hasControls(String.fromCharCode(code))).to.equal(true);
        }
      }
    });
  }

  it('shows Unicode tags as the escapes of JSON, and of YAML', () => {
    expect(printable('a\u{e0041}b')).to.equal('a\\udb40\\udc41b');
    expect(JSON.parse(`"${printable('\u{e0041}')}"`)).to.equal('\u{e0041}');
    expect(escapeControls('a\u{e0041}\u200bb', yamlEscape)).to.equal('a\\U000e0041\\u200bb');
  });

  it('shows joiners and variation selectors that follow one another, in which text can be hidden', () => {
    expect(printable('無\u{e0100}\u{e0141}線')).to.equal('無\u{e0100}\\udb40\\udd41線');
    expect(printable('ᄀ\u115f\u1160\u115fb')).to.equal('ᄀ\u115f\\u1160\\u115fb');
    expect(printable('✓\u034f\u034f')).to.equal('✓\u034f\\u034f');
    expect(printable('a\u200c\u200d\u200cb')).to.equal('a\u200c\\u200d\\u200cb');
    expect(printable('❤\ufe0f\u200d🔥')).to.equal('❤\ufe0f\u200d🔥');
  });

  it('shows them behind letters whose spelling needs none, each of which could carry a byte', () => {
    expect(printable('a\u{e0141}b\ufe05я\u200dω\u1160')).to.equal('a\\udb40\\udd41b\\ufe05я\\u200dω\\u1160');
    expect(printable('☂\u{e0141}')).to.equal('☂\\udb40\\udd41');
    for (const name of ['Auf\u200clage', '1\ufe0f\u20e3', '™\ufe0f', '葛\u{e0100}城'])
      expect(printable(name)).to.equal(name);
  });

  it('keeps a name on one line', () => {
    expect(printable('two\r\nlines\tand a tab')).to.equal('two lines and a tab');
    expect(escapeControls('two\r\nlines\t.\n')).to.equal('two\r\nlines\t.\n');
    expect(escapeControls('refused\raccepted')).to.equal('refused\\u000daccepted');
  });

  it('keeps joiners, variation selectors and right-to-left letters', () => {
    for (const name of ['👩\u200d👩\u200d👧', '☂\ufe0f', 'می\u200cخواهم', 'מקלדת', 'naïve café', '無線']) {
      expect(printable(name)).to.equal(name);
      expect(hasControls(name)).to.equal(false);
    }
  });
});
