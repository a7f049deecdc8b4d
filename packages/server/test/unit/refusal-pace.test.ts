import { expect } from 'chai';
import { RefusalPace } from '../../src/http/refusal-pace.js';
import { eventually } from '../../../../test/services/eventually.js';

describe('Refusals', () => {
  let nowMs: number;
  let passed: number[];
  let refuse: (...numbers: number[]) => Promise<unknown>;

  beforeEach(() => {
    nowMs = 0;
    passed = [];
    const pace = new RefusalPace(100, () => nowMs);
    refuse = (...numbers) => Promise.all(numbers.map((number) => pace.turn().then(() => passed.push(number))));
  });

  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

  it('pass at once while they are few, and as many as their number a second afterwards, in their order', async () => {
    const all = refuse(...numbers(1, 50));
    await settled();
    const first = passed.length; // those of the burst after a pause of 200 ms
    expect(first).to.equal(21);

    nowMs += 10;
    const later = refuse(51);
    await eventually('one more passes in a hundredth', () => passed.length === first + 1);
    expect(passed.at(-1)).to.equal(22);

    nowMs += 90;
    await eventually('nine more pass until a tenth of a second is over', () => passed.length >= first + 10);
    await settled();
    expect(passed).to.deep.equal(numbers(1, 31));

    nowMs += 60_000;
    await eventually('the next burst passes', () => passed.length > 31);
    nowMs += 60_000;
    await Promise.all([all, later]);
    expect(passed).to.deep.equal(numbers(1, 51));
  });

  it('pass at once again after a pause', async () => {
    await refuse(...numbers(1, 21));
    nowMs += 60_000;
    await refuse(...numbers(22, 42));
    expect(passed).to.deep.equal(numbers(1, 42));
  });
});
