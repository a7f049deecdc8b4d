import type { Row, Environment } from '../row.js';

const LEASE_MS = 1_000;

/** Stops a server until its leases expire and others publish the events it had claimed; then continues it. */
async function stopPastLease({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    const replica = random.pick(rig.replicas);
    await loadFor(100, 500);
    rig.history.note('a server is stopped');
    replica.signal('SIGSTOP');
    await loadFor(LEASE_MS, 3 * LEASE_MS);
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
      run: stopPastLease,
    },
  ],
};
