import { expect } from 'chai';
import { wrap } from '../../src/render/wrap.js';

describe('wrap', () => {
  it('breaks between words', () => {
    expect(wrap('Order 42 is pending and cannot become delivered.', 20)).to.deep.equal([
      'Order 42 is pending',
      'and cannot become',
      'delivered.',
    ]);
  });

  it('does not break a word that is longer than a line', () => {
    expect(wrap('at http://127.0.0.1:8002 now', 10)).to.deep.equal(['at', 'http://127.0.0.1:8002', 'now']);
  });

  it('does not wrap without a terminal', () => {
    expect(wrap('a  b c', Infinity)).to.deep.equal(['a  b c']);
  });
});
