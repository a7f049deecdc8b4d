import type { Row, Environment } from '../row.js';

/** During an alarm the broker blocks every connection that publishes. */
function alarm(raise: readonly string[], clear: readonly string[]): (environment: Environment) => Promise<void> {
  return async ({ rig, nextRound, loadFor }) => {
    const { node } = rig.broker;
    while (nextRound()) {
      await loadFor(200, 800);
      rig.history.note(`the broker raises an alarm: ${raise.join(' ')}`);
      await node.ctl(...raise);
      await loadFor(1_000, 7_000);
      await node.ctl(...clear);
    }
    if (rig.history.serverErrors > 0) rig.report('F', `${rig.history.serverErrors} requests got 5xx`);
  };
}

export const brokerAlarms: Row = {
  number: 6,
  title: 'The broker raises its memory or disk alarm',
  promises: 'ABCDFG',
  scenarios: [
    {
      name: 'memory',
      run: alarm(['set_vm_memory_high_watermark', 'absolute', '1MB'], ['set_vm_memory_high_watermark', '0.4']),
    },
    { name: 'disk', run: alarm(['set_disk_free_limit', '9000GB'], ['set_disk_free_limit', '1MB']) },
  ],
};
