import type { Row, Environment } from '../row.js';

/**
 * Commits wait while the standby is down. A primary that is killed and restarted shows them as committed; when the standby
 * is promoted they are gone. They must not have been acknowledged to a client or published to a consumer.
 */
async function vanish({ rig, loadFor, durationMs }: Environment): Promise<void> {
  const { first, standby } = rig.database;
  await loadFor(durationMs / 4, durationMs / 4);
  rig.history.note('the standby is killed');
  await standby?.kill();
  await loadFor(300, 1_500);
  rig.history.note('the primary is killed and restarted: waiting commits become visible');
  await first.kill();
  await first.start();
  await loadFor(1_000, 4_000);
  rig.history.note('the primary is killed and the standby promoted: these commits are gone');
  await rig.database.failOver();
  await loadFor(durationMs / 4, durationMs / 4);
}

export const standbyDown: Row = {
  number: 10,
  title: 'The standby is down, the primary is restarted after a crash, the standby is promoted',
  promises: 'ABCDEFG',
  scenarios: [
    { name: 'vanishing rows', rig: { replication: 'synchronous', through: ['database'] }, run: vanish, weight: 0.7 },
  ],
};
