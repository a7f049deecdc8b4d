import { expect } from 'chai';
import { MUTANTS, scenarioOf } from '../faults/mutants.js';
import { play } from '../faults/play.js';
import { Workshop } from '../faults/rig/workshop.js';

/** The long form is a command of its own, `npm run test:faults`; these rows fit into the time of a test run. */
const SHORT: readonly (readonly [row: number, scenario: string])[] = [
  [1, 'at each step'],
  [4, 'killed and restarted'],
  [7, 'unbound'],
  [9, 'cut during COMMIT'],
  [10, 'vanishing rows'],
  [12, 'one key'],
  [16, 'the suite'],
];

/** The same relay as `two-in-flight`, which a few seconds of row 1 may miss: it is played by the command alone. */
const LONG_MUTANT = 'bare-skip-locked';

const FOR_MS = 2_000;
const SEED = 1;

describe('the fault table, in short', function () {
  this.timeout(180_000);
  let workshop: Workshop;

  before(async () => {
    workshop = await Workshop.open();
  });
  after(() => workshop.close());

  for (const [number, name] of SHORT) {
    const { row, scenario } = scenarioOf(number, name);
    it(`keeps ${row.promises} through row ${number}: ${name}`, async () => {
      const { verdict, broken } = await play(workshop, row, scenario, { seed: SEED, forMs: FOR_MS });
      expect(broken, JSON.stringify(verdict.findings, null, 2)).to.deep.equal([]);
    });
  }

  for (const { mutation, row, scenario, breaks } of MUTANTS) {
    if (mutation === LONG_MUTANT) continue;
    it(`notices a relay with the mutation ${mutation}`, async () => {
      const { broken } = await play(workshop, row, scenario, { seed: SEED, forMs: FOR_MS, mutation });
      expect(broken).to.include(breaks);
    });
  }
});
