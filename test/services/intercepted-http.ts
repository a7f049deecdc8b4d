import { expect } from 'chai';
import nock from 'nock';

// Importing nock puts it between every test of this run and its sockets, where it hides, among others, which connection
// was reused. It belongs only between the tests that ask for it.
nock.restore();

/** Within this suite no request leaves the process, and a stub that nobody called fails its test. */
export function interceptHttp(): void {
  before(() => {
    nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.abortPendingRequests();
    nock.cleanAll();
    expect(pending, 'stubs that nobody called').to.be.empty;
  });
  after(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}

/** Within this suite requests go over real sockets, also where another test file has imported nock. */
export function realHttp(): void {
  before(() => nock.restore());
}
