import { expect } from 'chai';
import { readIds } from '../../src/features/bulk/read-ids.js';
import { UsageError } from '../../src/errors.js';

describe('readIds', () => {
  it('reads ids separated by lines, spaces and commas, each once', () => {
    expect(readIds('1\n2, 3 4\r\n\n2\n')).to.deep.equal([1, 2, 3, 4]);
  });

  it('reports the line of an invalid id', () => {
    expect(() => readIds('1\n2\nthree\n')).to.throw(
      UsageError,
      "line 3: An order id is a whole number such as 42, not 'three'",
    );
  });

  it('rejects an empty list', () => {
    expect(() => readIds(' \n')).to.throw(UsageError);
  });
});
