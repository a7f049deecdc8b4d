import { expect } from 'chai';
import { knownMethod } from '../../src/http/known-method.js';

describe('the method of a request, in metrics and traces', () => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']) {
    it(`is ${method}, which the semantic conventions name`, () => {
      expect(knownMethod(method)).to.equal(method);
    });
  }

  for (const method of ['PROPFIND', 'get', '']) {
    it(`is _OTHER for "${method}"`, () => {
      expect(knownMethod(method)).to.equal('_OTHER');
    });
  }
});
