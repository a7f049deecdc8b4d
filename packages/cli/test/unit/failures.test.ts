import { expect } from 'chai';
import { FileError, InterruptedError, NotLoggedInError, UnavailableError } from '../../src/errors.js';
import { Failures } from '../../src/features/bulk/failures.js';

describe('the failures of a bulk command', () => {
  it('are counted, and those that another run may not have', async () => {
    const failures = new Failures();
    const errors = [new UnavailableError('busy'), new FileError('no product'), new NotLoggedInError('no token')];
    for (const [at, error] of errors.entries()) await failures.add(`line ${at}`, { line: at }, error);
    expect({ all: failures.count, temporary: failures.temporaryCount }).to.deep.equal({ all: 3, temporary: 1 });
    expect(await failures.add('line 4', { line: 4 }, new InterruptedError(''))).to.equal('interrupted');
    expect(failures.count).to.equal(3);
  });

  it('make the others hopeless after ten in a row without an answer', async () => {
    const failures = new Failures();
    const verdicts: string[] = [];
    for (let at = 0; at < 10; at += 1) {
      if (at === 0) failures.succeeded();
      verdicts.push(await failures.add(`line ${at}`, { line: at }, new UnavailableError('gone')));
    }
    expect(verdicts.slice(-2)).to.deep.equal(['go on', 'hopeless']);
  });
});
