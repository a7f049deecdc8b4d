import { expect } from 'chai';
import nock from 'nock';

// Importing nock intercepts the HTTP requests of all tests of the run, which hides, for example, whether a connection was
// reused. It is activated only for the suites that request it.
nock.restore();

/** In this suite requests do not leave the process, and a stub that was not called fails its test. */
export function interceptHttp(): void {
  before(() => {
    nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.abortPendingRequests();
    nock.cleanAll();
    expect(pending, 'stubs that were not called').to.be.empty;
  });
  after(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}

/** In this suite requests use real sockets, also if another test file has imported nock. */
export function realHttp(): void {
  before(() => nock.restore());
}
