import type { Row, Stage } from '../row.js';

/**
 * With its standby away, a primary's commits wait. Killed and restarted, it shows them as if they had been made; then
 * the standby is promoted, and they never were. Nobody may have been told of them, neither client nor consumer.
 */
async function vanish({ rig, meanwhile, forMs }: Stage): Promise<void> {
  const { first, standby } = rig.database;
  await meanwhile(forMs / 4, forMs / 4);
  rig.history.note('the standby goes');
  await standby?.kill();
  await meanwhile(300, 1_500);
  rig.history.note('the primary is killed and restarted: what waited is there now');
  await first.kill();
  await first.start();
  await meanwhile(1_000, 4_000);
  rig.history.note('the primary is lost and the standby promoted: what waited is gone');
  await rig.database.failOver();
  await meanwhile(forMs / 4, forMs / 4);
}

export const standbyAway: Row = {
  number: 10,
  title: 'The standby away, the primary restarted after a crash, the standby promoted',
  promises: 'ABCDEFG',
  scenarios: [
    { name: 'vanishing rows', rig: { replication: 'synchronous', through: ['database'] }, play: vanish, weight: 0.7 },
  ],
};
