import type { Row, Environment } from '../row.js';

const MAX_EXIT_MS = 10_000;

/** A rolling restart: a server gets SIGTERM, drains, exits and is replaced. */
async function rollingRestart({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    const replica = random.pick(rig.replicas);
    await loadFor(200, 800);
    rig.history.note('a server gets SIGTERM');
    const startedMs = performance.now();
    const code = await replica.end('SIGTERM');
    const tookMs = performance.now() - startedMs;
    if (code !== 0) rig.report('F', `a server exited with ${code} after SIGTERM`);
    if (tookMs > MAX_EXIT_MS) rig.report('F', `a server took ${Math.round(tookMs)} ms to exit after SIGTERM`);
    await replica.start();
  }
  if (rig.history.serverErrors > 0) rig.report('F', `${rig.history.serverErrors} requests got 5xx`);
}

export const terminatedServer: Row = {
  number: 3,
  title: 'A server gets SIGTERM under load: drains, no 5xx, exits within 10 s',
  promises: 'ABCDFG',
  scenarios: [{ name: 'rolling restart', rig: { replicas: 3 }, run: rollingRestart }],
};
