import type { Row, Environment } from '../row.js';

const HOUR_MS = 3_600_000;

/** One clock is an hour ahead, another an hour behind. Leases use the database's clock, so takeovers must not be affected. */
async function killRepeatedly({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    await loadFor(500, 1_500);
    const replica = random.pick(rig.replicas);
    rig.history.note('a server is killed, so that others take over its claims');
    await replica.end('SIGKILL');
    await replica.start();
  }
}

export const clockSkew: Row = {
  number: 15,
  title: "One server's clock is an hour ahead, another's an hour behind",
  promises: 'ABCDFG',
  scenarios: [
    {
      name: 'an hour off',
      rig: { replicas: 3, plans: [{ clockOffsetMs: HOUR_MS }, { clockOffsetMs: -HOUR_MS }, {}] },
      run: killRepeatedly,
    },
  ],
};
