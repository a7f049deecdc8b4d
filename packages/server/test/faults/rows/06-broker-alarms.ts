import type { Row, Stage } from '../row.js';

/** The broker takes nothing: it blocks whoever publishes until the alarm is over. */
function alarm(raise: readonly string[], clear: readonly string[]): (stage: Stage) => Promise<void> {
  return async ({ rig, goesOn, meanwhile }) => {
    const { node } = rig.broker;
    while (goesOn()) {
      await meanwhile(200, 800);
      rig.history.note(`the broker: ${raise.join(' ')}`);
      await node.ctl(...raise);
      await meanwhile(1_000, 7_000);
      await node.ctl(...clear);
    }
    if (rig.history.serverErrors > 0) rig.object('F', `${rig.history.serverErrors} requests were answered 5xx`);
  };
}

export const brokerAlarms: Row = {
  number: 6,
  title: 'The broker raises its memory or disk alarm',
  promises: 'ABCDFG',
  scenarios: [
    {
      name: 'memory',
      play: alarm(['set_vm_memory_high_watermark', 'absolute', '1MB'], ['set_vm_memory_high_watermark', '0.4']),
    },
    { name: 'disk', play: alarm(['set_disk_free_limit', '9000GB'], ['set_disk_free_limit', '1MB']) },
  ],
};
