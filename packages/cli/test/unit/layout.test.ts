import { expect } from 'chai';
import { layOut } from '../../src/render/layout.js';

describe('layOut', () => {
  const id = { width: 3 };
  const status = { width: 9 };
  const when = { width: 12, dropOrder: 1 };
  const items = { width: 40, minWidth: 10, dropOrder: 2 };

  it('gives every column its width if there is room', () => {
    expect(layOut([id, status, items], Infinity).map(({ width }) => width)).to.deep.equal([3, 9, 40]);
  });

  it('cuts columns that may be cut, the last first', () => {
    expect(layOut([id, status, when, items], 60).map(({ width }) => width)).to.deep.equal([3, 9, 12, 30]);
  });

  it('leaves out the most dispensable column when cutting is not enough', () => {
    const placed = layOut([id, status, when, items], 36);
    expect(placed).to.deep.equal([
      { index: 0, width: 3 },
      { index: 1, width: 9 },
      { index: 3, width: 20 },
    ]);
  });

  it('keeps required columns on any terminal', () => {
    expect(layOut([id, status, when, items], 5).map(({ index }) => index)).to.deep.equal([0, 1]);
  });
});
