import { once } from 'node:events';
import { expect } from 'chai';
import { apiPromise, type WithResponse } from '../../src/api-promise.js';
import { rejection } from '../support/stub-service.js';

const response = { status: 200, headers: new Headers(), requestId: 'id', attempts: 1 };

describe('apiPromise', () => {
  it('is the promise of the data', async () => {
    expect(await apiPromise(Promise.resolve({ data: 1, response }))).to.equal(1);
  });

  it('gives the whole answer to who asks', async () => {
    const call = Promise.resolve({ data: 1, response });
    expect(await apiPromise(call).withResponse()).to.deep.equal({ data: 1, response });
  });

  it('fails once, whichever way it is asked', async () => {
    const failure = new Error('no');
    const failing = () => apiPromise(Promise.reject<WithResponse<number>>(failure));
    expect(await rejection(failing())).to.equal(failure);
    expect(await rejection(failing().withResponse())).to.equal(failure);

    // Node.js reports an unhandled rejection before it delivers this message.
    const unhandled: unknown[] = [];
    const record = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', record);
    const turn = new MessageChannel();
    turn.port1.postMessage('a turn of the loop');
    await once(turn.port2, 'message');
    turn.port1.close();
    process.off('unhandledRejection', record);
    expect(unhandled).to.deep.equal([]);
  });
});
