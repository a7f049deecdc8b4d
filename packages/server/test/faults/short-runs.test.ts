import { expect } from 'chai';
import { MUTANTS, scenarioOf } from './mutants.js';
import { runScenario } from './run-scenario.js';
import { Fixture } from './rig/fixture.js';

/** A selection that is short enough for every change; `npm run test:faults` runs all scenarios. */
const SHORT: readonly (readonly [row: number, scenario: string])[] = [
  [1, 'at each step'],
  [2, 'past the lease'],
  [4, 'killed and restarted'],
  [7, 'unbound'],
  [9, 'reset during COMMIT'],
  [10, 'vanishing rows'],
  [12, 'one key'],
  [16, 'invalid tokens'],
];

/** A run of a few seconds may not detect it, so only the command runs it. */
const LONG_MUTANT = 'bare-skip-locked';

const FOR_MS = 2_000;
const SEED = 1;

describe('the fault table, short runs', function () {
  this.timeout(180_000);
  let fixture: Fixture;

  before(async () => {
    fixture = await Fixture.open();
  });
  after(() => fixture.close());

  for (const [number, name] of SHORT) {
    const { row, scenario } = scenarioOf(number, name);
    it(`keeps ${row.promises} through row ${number}: ${name}`, async () => {
      const { verdict, broken } = await runScenario(fixture, row, scenario, { seed: SEED, durationMs: FOR_MS });
      expect(broken, JSON.stringify(verdict.violations, null, 2)).to.deep.equal([]);
    });
  }

  for (const { mutation, row, scenario, breaks } of MUTANTS) {
    if (mutation === LONG_MUTANT) continue;
    it(`detects a relay with the mutation ${mutation}`, async () => {
      const { broken } = await runScenario(fixture, row, scenario, { seed: SEED, durationMs: FOR_MS, mutation });
      expect(broken).to.include(breaks);
    });
  }
});
