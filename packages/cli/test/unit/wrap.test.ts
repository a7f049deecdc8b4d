import { expect } from 'chai';
import { wrapBeside } from '../../src/render/wrap-beside.js';
import { wrap } from '../../src/render/wrap.js';

describe('wrap', () => {
  it('breaks between words', () => {
    expect(wrap('Order 42 is pending and cannot become delivered.', 20)).to.deep.equal([
      'Order 42 is pending',
      'and cannot become',
      'delivered.',
    ]);
  });

  it('leaves a word whole that is too long for any line', () => {
    expect(wrap('at http://127.0.0.1:8002 now', 10)).to.deep.equal(['at', 'http://127.0.0.1:8002', 'now']);
  });

  it('leaves a text alone where nobody looks at it', () => {
    expect(wrap('a  b c', Infinity)).to.deep.equal(['a  b c']);
  });
});

describe('wrapBeside', () => {
  it('indents further lines to stand below the first', () => {
    expect(wrapBeside('Next  ', 'can become confirmed or cancelled', 22)).to.equal(
      'Next  can become\n      confirmed or\n      cancelled',
    );
  });
});
