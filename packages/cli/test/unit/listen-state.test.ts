import { expect } from 'chai';
import { differencesOf, differenceSentence } from '../../src/commands/listen/verify/differences.js';
import { expectedStates } from '../../src/commands/listen/verify/expected-state.js';
import { parseState } from '../../src/commands/listen/verify/parse-state.js';
import { sampleEvent } from '../support/sample-events.js';

describe('the state that --verify compares', () => {
  const expected = expectedStates([sampleEvent(1, 1), sampleEvent(2, 1), sampleEvent(1, 2)]);
  const found = (text: string): string[] => differencesOf(parseState(text), expected).map(differenceSentence);

  it('is that of each order after its last event', () => {
    expect(Object.fromEntries(expected)).to.deep.equal({
      1: { status: 'confirmed', version: 2, events: 2, user_id: 1, total_amount: '79.90' },
      2: { status: 'pending', version: 1, events: 1, user_id: 1, total_amount: '79.90' },
    });
  });

  for (const [form, text] of [
    ['lines', '{"order_id":1,"status":"confirmed"}\n{"order_id":2,"status":"pending"}\n'],
    ['an array', '[{"order_id":1,"version":2},{"order_id":"2","version":"1","note":"x"}]'],
    ['an object of objects', '{"1":{"total_amount":79.9},"2":{"total_amount":"79.90"}}'],
    ['an object of statuses', '{"1":"confirmed","2":"pending"}'],
  ] as const) {
    it(`is printed as ${form}`, () => {
      expect(found(text)).to.deep.equal([]);
    });
  }

  it('differs by member, and by orders that are missing', () => {
    expect(found('{"order_id":1,"status":"pending","version":2,"events":3}')).to.deep.equal([
      'order 1: status is pending, and should be confirmed',
      'order 1: events is 3, and should be 2',
      'order 2 is missing',
    ]);
    expect(found('')).to.deep.equal(['order 1 is missing', 'order 2 is missing']);
  });

  it('may have orders of earlier runs', () => {
    expect(found('{"1":"confirmed","2":"pending","3":"shipped"}')).to.deep.equal([]);
  });

  for (const [what, text] of [
    ['lines that are not JSON', 'order 1 is fine'],
    ['records without an id', '[{"status":"pending"}]'],
    ['numbers that are none', '{"order_id":1,"version":"two"}'],
    ['an order twice', '[{"order_id":1,"version":1},{"order_id":1,"version":2}]'],
    ['nothing that could be compared', '[{"order_id":1,"state":"confirmed"}]'],
  ] as const) {
    it(`is rejected with ${what}`, () => {
      expect(() => parseState(text)).to.throw('The state has');
    });
  }
});
