import type { Row, Stage } from '../row.js';

const EXIT_MAX_MS = 10_000;

/** A rolling restart: each server is told to end, drains, and is replaced. */
async function rollingRestart({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    const replica = random.pick(rig.replicas);
    await meanwhile(200, 800);
    rig.history.note('a server is told to end');
    const startedMs = performance.now();
    const code = await replica.end('SIGTERM');
    const tookMs = performance.now() - startedMs;
    if (code !== 0) rig.object('F', `a server told to end exited with ${code}`);
    if (tookMs > EXIT_MAX_MS) rig.object('F', `a server told to end took ${Math.round(tookMs)} ms`);
    await replica.start();
  }
  if (rig.history.serverErrors > 0) rig.object('F', `${rig.history.serverErrors} requests were answered 5xx`);
}

export const terminatedServer: Row = {
  number: 3,
  title: 'A server is told to end (SIGTERM) under load: drains, no 5xx, gone in 10 s',
  promises: 'ABCDFG',
  scenarios: [{ name: 'rolling restart', rig: { replicas: 3 }, play: rollingRestart }],
};
