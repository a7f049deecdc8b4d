import type { RigOptions } from '../rig/rig.js';
import type { Row, Stage } from '../row.js';

const NETWORK: RigOptions = { through: ['database'] };

async function killAndRestart({ rig, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    await meanwhile(500, 1_500);
    rig.history.note('PostgreSQL is killed');
    await rig.database.primary.kill();
    await meanwhile(0, 500);
    await rig.database.primary.start();
    await meanwhile(1_000, 2_500);
  }
}

async function promote({ rig, meanwhile, forMs }: Stage): Promise<void> {
  await meanwhile(forMs / 2, forMs / 2);
  rig.history.note('the primary is killed and its standby promoted');
  await rig.database.failOver();
  await meanwhile(forMs / 2, forMs / 2);
}

/** Connections break after any number of bytes: also between a COMMIT and its answer. */
async function cutDuringCommit({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  const { network } = rig.database;
  while (goesOn()) {
    rig.history.note('connections to the database are cut while answers come');
    network.cutAfter(() => random.integer(500, 40_000));
    network.reset();
    await meanwhile(1_000, 3_000);
    network.cutAfter(undefined);
    await meanwhile(500, 1_000);
  }
}

/** Somebody cancels commits that wait for the standby: they are told as done, and are on no other machine. */
async function cancelledWait({ rig, goesOn, meanwhile }: Stage): Promise<void> {
  const { first, standby } = rig.database;
  await meanwhile(500, 1_500);
  rig.history.note('the standby goes; commits wait for it, and the waits are cancelled');
  await standby?.kill();
  while (goesOn()) {
    await meanwhile(50, 200);
    await first.query(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`);
  }
  rig.history.note('the primary is lost, and the standby promoted without what was cancelled');
  await rig.database.failOver();
  await meanwhile(500, 1_500);
}

async function brokenSessions({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  const { primary } = rig.database;
  while (goesOn()) {
    await meanwhile(100, 500);
    const pid = random.pick([...(await primary.sessions()), 0]);
    if (pid === 0) continue;
    if (random.chance(0.6)) {
      rig.history.note('a session is terminated');
      await primary.query('SELECT pg_terminate_backend($1)', [pid]);
    } else {
      rig.history.note('a session is stopped');
      signal(pid, 'SIGSTOP');
      await meanwhile(500, 3_000);
      signal(pid, 'SIGCONT');
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it ended in the meantime
  }
}

export const databaseFailover: Row = {
  number: 9,
  title: 'PostgreSQL killed; standbys promoted; cut during COMMIT; cancelled waits; broken sessions',
  promises: 'ABCDEFG',
  scenarios: [
    { name: 'killed and restarted', rig: NETWORK, play: killAndRestart },
    { name: 'synchronous standby promoted', rig: { ...NETWORK, replication: 'synchronous' }, play: promote },
    // What it had not received is lost: that is counted, and so are the messages and keys that went with it.
    {
      name: 'asynchronous standby promoted',
      rig: { ...NETWORK, replication: 'asynchronous' },
      promises: 'FG',
      play: promote,
    },
    { name: 'cut during COMMIT', rig: NETWORK, play: cutDuringCommit },
    { name: 'cancelled synchronous waits', rig: { ...NETWORK, replication: 'synchronous' }, play: cancelledWait },
    { name: 'sessions stopped or terminated', play: brokenSessions },
  ],
};
