import type { RigOptions } from '../rig/rig-options.js';
import type { Row, Environment } from '../row.js';

const NETWORK: RigOptions = { through: ['database'] };

async function killAndRestart({ rig, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    await loadFor(500, 1_500);
    rig.history.note('PostgreSQL is killed');
    await rig.database.primary.kill();
    await loadFor(0, 500);
    await rig.database.primary.start();
    await loadFor(1_000, 2_500);
  }
}

async function promote({ rig, loadFor, durationMs }: Environment): Promise<void> {
  await loadFor(durationMs / 2, durationMs / 2);
  rig.history.note('the primary is killed and its standby promoted');
  await rig.database.failOver();
  await loadFor(durationMs / 2, durationMs / 2);
}

/** Connections break after a random number of bytes, also between a COMMIT and its result. */
async function cutDuringCommit({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  const { network } = rig.database;
  while (nextRound()) {
    rig.history.note('connections to the database are reset while results are read');
    network.cutAfter(() => random.integer(500, 40_000));
    network.reset();
    await loadFor(1_000, 3_000);
    network.cutAfter(undefined);
    await loadFor(500, 1_000);
  }
}

/** Cancels commits that wait for the standby: PostgreSQL reports success with a warning, and the standby lacks them. */
async function cancelledWait({ rig, nextRound, loadFor }: Environment): Promise<void> {
  const { first, standby } = rig.database;
  await loadFor(500, 1_500);
  rig.history.note('the standby is killed; commits wait for it, and the waits are cancelled');
  await standby?.kill();
  while (nextRound()) {
    await loadFor(50, 200);
    await first.query(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`);
  }
  rig.history.note('the primary is killed, and the standby promoted without the cancelled commits');
  await rig.database.failOver();
  await loadFor(500, 1_500);
}

async function brokenSessions({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  const { primary } = rig.database;
  while (nextRound()) {
    await loadFor(100, 500);
    const pid = random.pick([...(await primary.sessions()), 0]);
    if (pid === 0) continue;
    if (random.chance(0.6)) {
      rig.history.note('a session is terminated');
      await primary.query('SELECT pg_terminate_backend($1)', [pid]);
    } else {
      rig.history.note('a session is stopped');
      signal(pid, 'SIGSTOP');
      await loadFor(500, 3_000);
      signal(pid, 'SIGCONT');
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // the process has ended
  }
}

export const databaseFailover: Row = {
  number: 9,
  title: 'PostgreSQL killed; standbys promoted; reset during COMMIT; cancelled waits; stopped sessions',
  promises: 'ABCDEFG',
  scenarios: [
    { name: 'killed and restarted', rig: NETWORK, run: killAndRestart },
    { name: 'synchronous standby promoted', rig: { ...NETWORK, replication: 'synchronous' }, run: promote },
    // The changes that the standby had not received are lost, with their keys; their messages are unexpected.
    {
      name: 'asynchronous standby promoted',
      rig: { ...NETWORK, replication: 'asynchronous' },
      promises: 'FG',
      run: promote,
    },
    { name: 'reset during COMMIT', rig: NETWORK, run: cutDuringCommit },
    { name: 'cancelled synchronous waits', rig: { ...NETWORK, replication: 'synchronous' }, run: cancelledWait },
    { name: 'sessions stopped or terminated', run: brokenSessions },
  ],
};
