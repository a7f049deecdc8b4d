import { expect } from 'chai';
import { fit, printable, widthOf } from '../../src/render/text.js';

describe('printable', () => {
  it('lets no escape sequence reach the terminal', () => {
    expect(printable('\u001b[2Jgone\u0007\u009b31m')).to.equal('^[[2Jgone^G�31m');
  });

  it('keeps a name on one line', () => {
    expect(printable('two\r\nlines\tand a tab')).to.equal('two lines and a tab');
  });

  it('takes out what would turn the text around it, and keeps right-to-left names', () => {
    expect(printable('מקלדת \u202egnp.exe')).to.equal('מקלדת gnp.exe');
  });
});

describe('fit', () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['short', 10, 'short'],
    ['Wireless Keyboard', 10, 'Wireless…'],
    ['無線キーボード', 7, '無線キ…'],
    ['無線キーボード', 14, '無線キーボード'],
    ['👩‍👩‍👧 family', 3, '👩‍👩‍👧…'],
    ['été', 2, 'é…'],
    ['anything', 0, ''],
  ];
  for (const [text, columns, fitted] of cases) {
    it(`shortens '${text}' to ${columns} columns`, () => {
      expect(fit(text, columns)).to.equal(fitted);
      expect(widthOf(fit(text, columns))).to.be.at.most(columns);
    });
  }
});
