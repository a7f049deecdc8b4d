import { expect } from 'chai';
import { fit, widthOf } from '../../src/render/text.js';

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
