import type { RigOptions } from '../rig/rig.js';
import type { NetworkFault } from '../../../src/testing/tcp-proxy.js';
import type { Row, Stage } from '../row.js';

const RIG: RigOptions = { through: ['broker'] };

/** The far side goes without a word; only the heartbeat tells. */
async function halfOpen({ rig, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    await meanwhile(300, 1_000);
    rig.history.note('the links to the broker are half open');
    rig.broker.network.abandonClients();
    await meanwhile(3_000, 7_000);
  }
}

function networkFaults(
  faults: readonly NetworkFault[],
  lowMs: number,
  highMs: number,
): (stage: Stage) => Promise<void> {
  return async ({ rig, random, goesOn, meanwhile }) => {
    const { network } = rig.broker;
    while (goesOn()) {
      network.fault = random.pick(faults);
      rig.history.note(`the link to the broker: ${JSON.stringify(network.fault)}`);
      await meanwhile(lowMs, highMs);
      network.fault = { kind: 'none' };
      await meanwhile(300, 1_000);
    }
  };
}

/** Every new connection is cut somewhere in its setup, or soon after. */
async function resetInSetup({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  const { network } = rig.broker;
  while (goesOn()) {
    rig.history.note('links to the broker are cut while they are set up');
    network.cutAfter(() => random.integer(1, 1_500));
    network.reset();
    await meanwhile(500, 2_500);
    network.cutAfter(undefined);
    await meanwhile(500, 1_500);
  }
}

export const brokerLink: Row = {
  number: 5,
  title: 'The link to the broker: half open, mute, reset in setup, late confirms',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'half open', rig: RIG, play: halfOpen },
    {
      name: 'mute or swallowed',
      rig: RIG,
      play: networkFaults([{ kind: 'mute' }, { kind: 'blackhole' }], 2_000, 9_000),
    },
    { name: 'reset in setup', rig: RIG, play: resetInSetup },
    {
      name: 'late confirms',
      rig: RIG,
      play: networkFaults(
        [200, 1_500, 5_500].map((delayMs) => ({ kind: 'latency', delayMs })),
        2_000,
        7_000,
      ),
    },
  ],
};
