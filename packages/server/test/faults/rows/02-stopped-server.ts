import type { Row, Stage } from '../row.js';

const LEASE_MS = 1_000;

/** A server sleeps through its leases while others publish what it had claimed, and then goes on where it was. */
async function stopPastLease({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    const replica = random.pick(rig.replicas);
    await meanwhile(100, 500);
    rig.history.note('a server is stopped');
    replica.signal('SIGSTOP');
    await meanwhile(LEASE_MS, 3 * LEASE_MS);
    replica.signal('SIGCONT');
  }
}

export const stoppedServer: Row = {
  number: 2,
  title: 'A server is stopped (SIGSTOP) past its lease, and continued',
  promises: 'ABCDFG',
  scenarios: [
    {
      name: 'past the lease',
      rig: { replicas: 3, plans: [{ relay: { leaseMs: LEASE_MS } }] },
      play: stopPastLease,
    },
  ],
};
