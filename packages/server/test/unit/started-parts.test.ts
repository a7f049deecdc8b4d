import { expect } from 'chai';
import { startTogether, StartedParts } from '../../src/embedded/started-parts.js';
import { rejectionOf } from '../support/rejection.js';

describe('parts that are started together', () => {
  let stopped: string[];

  beforeEach(() => {
    stopped = [];
  });

  function part(name: string, failure?: Error) {
    return {
      stop(): Promise<void> {
        stopped.push(name);
        return failure ? Promise.reject(failure) : Promise.resolve();
      },
    };
  }

  it('stop in the opposite order, once', async () => {
    const parts = new StartedParts();
    for (const name of ['database', 'catalogue', 'server']) parts.add(part(name));
    await Promise.all([parts.stop(), parts.stop()]);
    await parts.stop();
    expect(stopped).to.deep.equal(['server', 'catalogue', 'database']);
  });

  it('all stop, even when one of them fails to, which is told then', async () => {
    const parts = new StartedParts();
    const failure = new Error('stuck');
    for (const [name, error] of [['database'], ['server', failure]] as const) parts.add(part(name, error));
    expect(await rejectionOf(parts.stop())).to.equal(failure);
    expect(stopped).to.deep.equal(['server', 'database']);
  });

  it('stop when a later one does not start, and the reason is why that was', async () => {
    const failure = new Error('port taken');
    const starting = startTogether((parts) => {
      parts.add(part('database', new Error('stuck')));
      return Promise.reject(failure);
    });
    expect(await rejectionOf(starting)).to.equal(failure);
    expect(stopped).to.deep.equal(['database']);
  });
});
