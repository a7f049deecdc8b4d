import type { Row, Stage } from '../row.js';

const HOUR_MS = 3_600_000;

/** One server lives an hour ahead, another an hour behind; leases go by the database's clock. */
async function justLoad({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    await meanwhile(500, 1_500);
    const replica = random.pick(rig.replicas);
    rig.history.note('one of them is killed, so that leases are taken over');
    await replica.end('SIGKILL');
    await replica.start();
  }
}

export const wrongClock: Row = {
  number: 15,
  title: "One server's clock is an hour ahead, another's an hour behind",
  promises: 'ABCDFG',
  scenarios: [
    {
      name: 'an hour off',
      rig: { replicas: 3, plans: [{ clockOffsetMs: HOUR_MS }, { clockOffsetMs: -HOUR_MS }, {}] },
      play: justLoad,
    },
  ],
};
