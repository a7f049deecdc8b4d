import { expect } from 'chai';
import { contractViolations, type WireAnswer } from '../support/conformance.js';

const HEADERS = { 'content-type': 'application/json', 'x-request-id': 'a' };
const PROBLEM = {
  type: '/problems/order_not_found',
  title: 'Order not found',
  status: 404,
  detail: 'There is none.',
  code: 'order_not_found',
  request_id: 'a',
};
const problem = (overrides: object, headers: Record<string, string> = {}): WireAnswer => ({
  method: 'GET',
  target: '/api/v1/orders/1',
  status: 404,
  headers: { ...HEADERS, 'content-type': 'application/problem+json', ...headers },
  text: JSON.stringify({ ...PROBLEM, ...overrides }),
});
const list = (answer: Partial<WireAnswer>): WireAnswer => ({
  method: 'GET',
  target: '/api/v1/orders?limit=1',
  status: 200,
  headers: HEADERS,
  text: '[]',
  ...answer,
});

/** All other tests rely on this check to fail. */
describe('contractViolations', () => {
  it('accepts a valid response', () => {
    expect(contractViolations(list({}))).to.deep.equal([]);
    expect(contractViolations(problem({}))).to.deep.equal([]);
  });

  const faulty: [what: string, answer: WireAnswer, fault: RegExp][] = [
    ['a status that is not documented', list({ status: 202 }), /status 202/],
    ['another media type', list({ headers: { ...HEADERS, 'content-type': 'text/html' } }), /text\/html/],
    ['no request id', list({ headers: { 'content-type': 'application/json' } }), /X-Request-Id is missing/],
    ['a body of another shape', list({ text: '{}' }), /must be array/],
    ['an order that lacks members', list({ text: '[{"id":1}]' }), /must have required property/],
    ['an unknown code', problem({ code: 'nothing' }), /code/],
    ['a code of another status', problem({ code: 'token_invalid', type: '/problems/token_invalid' }), /code/],
    ['another status than the line says', problem({ status: 400 }), /status line says 404/],
    ['another request id', problem({ request_id: 'b' }), /request_id is not/],
    ['a type of another problem', problem({ type: '/problems/other' }), /type is/],
    ['Retry-After that the document does not have', problem({}, { 'retry-after': '1' }), /Retry-After/],
    [
      'anything but a problem for what the contract does not have',
      list({ target: '/nothing' }),
      /not a problem document/,
    ],
  ];
  for (const [what, answer, fault] of faulty) {
    it(`detects ${what}`, () => expect(contractViolations(answer).join('; ')).to.match(fault));
  }

  it('detects a body where none is documented', () => {
    const answer = { ...problem({}), status: 304, headers: { ...HEADERS, etag: '"1"' } };
    expect(contractViolations(answer).join()).to.match(/not documented/);
  });
});
