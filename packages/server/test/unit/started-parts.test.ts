import { expect } from 'chai';
import { startTogether, StartedParts } from '../../src/concurrency/started-parts.js';
import { rejectionOf } from '../support/rejection.js';

describe('StartedParts', () => {
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

  it('stops its parts in reverse order, once', async () => {
    const parts = new StartedParts();
    for (const name of ['database', 'catalogue', 'server']) parts.add(part(name));
    await Promise.all([parts.stop(), parts.stop()]);
    await parts.stop();
    expect(stopped).to.deep.equal(['server', 'catalogue', 'database']);
  });

  it('stops all parts even if one fails to stop, and reports that', async () => {
    const parts = new StartedParts();
    const failure = new Error('stuck');
    for (const [name, error] of [['database'], ['server', failure]] as const) parts.add(part(name, error));
    expect(await rejectionOf(parts.stop())).to.equal(failure);
    expect(stopped).to.deep.equal(['server', 'database']);
  });

  it('stops the started parts when a later one fails to start, and reports the reason', async () => {
    const failure = new Error('port taken');
    const starting = startTogether((parts) => {
      parts.add(part('database', new Error('stuck')));
      return Promise.reject(failure);
    });
    expect(await rejectionOf(starting)).to.equal(failure);
    expect(stopped).to.deep.equal(['database']);
  });
});
