import { expect } from 'chai';
import { bar } from '../../src/render/bar.js';

describe('bar', () => {
  it('is exact to an eighth of a column', () => {
    expect(bar(10, 10, 4)).to.equal('████');
    expect(bar(5, 10, 5)).to.equal('██▌');
    expect(bar(1, 8, 1)).to.equal('▏');
  });

  it('shows nothing for nothing, and something for anything', () => {
    expect(bar(0, 10, 4)).to.equal('');
    expect(bar(0, 0, 4)).to.equal('');
    expect(bar(1, 1_000_000, 4)).to.equal('▏');
  });

  it('is never longer than it may be', () => {
    for (let value = 0; value <= 100; value += 1) expect(bar(value, 100, 13)).to.have.length.at.most(13);
  });
});
