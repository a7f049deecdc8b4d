import { STEPS } from '../rig/fault-plan.js';
import type { Row, Stage } from '../row.js';

const STEP_TIMEOUT_MS = 10_000;

/** A server dies at one step after another, and is started again while the others go on. */
async function killAtSteps({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    const replica = random.pick(rig.replicas);
    const step = random.pick(STEPS);
    const passage = random.integer(1, 30);
    rig.history.note(`a server dies at passage ${passage} of: ${step}`);
    if (!(await replica.diesAt(step, passage, STEP_TIMEOUT_MS))) await replica.end('SIGKILL');
    await meanwhile(0, 200);
    await replica.start();
  }
}

/** A server is killed at any moment. */
async function killAnywhere({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    const replica = random.pick(rig.replicas);
    await meanwhile(20, 600);
    rig.history.note('a server is killed');
    await replica.end('SIGKILL');
    await replica.start();
  }
}

export const killedServer: Row = {
  number: 1,
  title: 'A server is killed (SIGKILL): at each step, at any moment',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'at each step', rig: { replicas: 3 }, play: killAtSteps, weight: 2 },
    { name: 'at any moment', rig: { replicas: 3 }, play: killAnywhere },
  ],
};
