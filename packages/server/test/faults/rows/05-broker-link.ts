import type { RigOptions } from '../rig/rig-options.js';
import type { NetworkFault } from '../../../src/testing/tcp-link.js';
import type { Row, Environment } from '../row.js';

const RIG: RigOptions = { through: ['broker'] };

/** The broker's side closes without notifying the client, which only the heartbeat detects. */
async function halfOpen({ rig, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    await loadFor(300, 1_000);
    rig.history.note('the connections to the broker are half open');
    rig.broker.network.leaveClientsHalfOpen();
    await loadFor(3_000, 7_000);
  }
}

function networkFaults(
  faults: readonly NetworkFault[],
  lowMs: number,
  highMs: number,
): (environment: Environment) => Promise<void> {
  return async ({ rig, random, nextRound, loadFor }) => {
    const { network } = rig.broker;
    while (nextRound()) {
      network.fault = random.pick(faults);
      rig.history.note(`the network to the broker: ${JSON.stringify(network.fault)}`);
      await loadFor(lowMs, highMs);
      network.fault = { kind: 'none' };
      await loadFor(300, 1_000);
    }
  };
}

/** Every new connection is reset during or soon after its setup. */
async function resetInSetup({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  const { network } = rig.broker;
  while (nextRound()) {
    rig.history.note('connections to the broker are reset during their setup');
    network.cutAfter(() => random.integer(1, 1_500));
    network.reset();
    await loadFor(500, 2_500);
    network.cutAfter(undefined);
    await loadFor(500, 1_500);
  }
}

export const brokerLink: Row = {
  number: 5,
  title: 'The network to the broker: half open, responses dropped, reset during setup, late confirms',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'half open', rig: RIG, run: halfOpen },
    {
      name: 'bytes dropped',
      rig: RIG,
      run: networkFaults([{ kind: 'mute' }, { kind: 'blackhole' }], 2_000, 9_000),
    },
    { name: 'reset during setup', rig: RIG, run: resetInSetup },
    {
      name: 'late confirms',
      rig: RIG,
      run: networkFaults(
        [200, 1_500, 5_500].map((delayMs) => ({ kind: 'latency', delayMs })),
        2_000,
        7_000,
      ),
    },
  ],
};
