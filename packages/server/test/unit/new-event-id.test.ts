import { expect } from 'chai';
import { newEventId } from '../../src/ports/new-event-id.js';

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const timeOf = (id: string): number => parseInt(id.slice(0, 13).replace('-', ''), 16);

describe('newEventId', () => {
  it('is a UUIDv7 of the time', () => {
    // The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z.
    const id = newEventId(0x017f22e279b0);
    expect(id).to.match(V7);
    expect(id.slice(0, 15)).to.equal('017f22e2-79b0-7');
    expect(newEventId(0))
      .to.match(V7)
      .and.match(/^00000000-0000-7/);
  });

  it('has the present time without one', () => {
    const before = Date.now();
    const time = timeOf(newEventId());
    expect(time).to.be.within(before, Date.now());
  });

  it('is another one each time, in all of its random bits', () => {
    const ids = Array.from({ length: 1_000 }, () => newEventId(1));
    expect(new Set(ids).size).to.equal(1_000);
    for (const at of [15, 16, 17, 19, 20, 21, 22, ...Array.from({ length: 12 }, (_, digit) => 24 + digit)]) {
      expect(new Set(ids.map((id) => id[at])).size, `digit ${at}`).to.equal(at === 19 ? 4 : 16);
    }
  });
});
