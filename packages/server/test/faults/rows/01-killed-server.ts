import { STEPS } from '../rig/fault-plan.js';
import type { Row, Environment } from '../row.js';

const STEP_TIMEOUT_MS = 10_000;

/** Kills a server at a random step and restarts it, while the others keep running. */
async function killAtSteps({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    const replica = random.pick(rig.replicas);
    const step = random.pick(STEPS);
    const occurrence = random.integer(1, 30);
    rig.history.note(`a server crashes at step "${step}", occurrence ${occurrence}`);
    if (!(await replica.crashAt(step, occurrence, STEP_TIMEOUT_MS))) await replica.end('SIGKILL');
    await loadFor(0, 200);
    await replica.start();
  }
}

/** Kills a server at a random time. */
async function killAtAnyTime({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    const replica = random.pick(rig.replicas);
    await loadFor(20, 600);
    rig.history.note('a server is killed');
    await replica.end('SIGKILL');
    await replica.start();
  }
}

export const killedServer: Row = {
  number: 1,
  title: 'A server is killed (SIGKILL): at each step, at any time',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'at each step', rig: { replicas: 3 }, run: killAtSteps, weight: 2 },
    { name: 'at any time', rig: { replicas: 3 }, run: killAtAnyTime },
  ],
};
