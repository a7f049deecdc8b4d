import { findRabbitInstallation } from '../../../../../test/services/rabbitmq-install.js';
import type { RigOptions } from '../rig/rig.js';
import type { Row, Scenario, Stage } from '../row.js';

const RIG: RigOptions = { broker: 'cluster', queue: { 'x-queue-type': 'quorum', 'x-quorum-initial-group-size': 3 } };

const impossible: Scenario['impossible'] = () =>
  findRabbitInstallation() ? undefined : 'three nodes need an installed RabbitMQ';

/** The majority is gone: the quorum queue neither confirms nor refuses. */
async function twoKilled({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    await meanwhile(300, 1_500);
    const survivor = random.pick(rig.broker.nodes);
    const victims = rig.broker.nodes.filter((node) => node !== survivor);
    rig.history.note('two of three brokers are killed');
    await Promise.all(victims.map((node) => node.kill()));
    await meanwhile(500, 5_000);
    await Promise.all(victims.map((node) => node.restart()));
  }
}

/** One node after another goes, so the queue's leader has to move. */
async function leaderMoved({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    await meanwhile(300, 1_500);
    const victim = random.pick(rig.broker.nodes);
    rig.history.note('one of three brokers is killed');
    await victim.kill();
    await meanwhile(500, 3_000);
    await victim.restart();
  }
}

export const brokerCluster: Row = {
  number: 8,
  title: 'Three brokers, quorum queue: two killed, the leader moved',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'two killed', rig: RIG, impossible, play: twoKilled },
    { name: 'leader moved', rig: RIG, impossible, play: leaderMoved },
  ],
};
