import { findRabbitInstallation } from '../../../../../test/services/rabbitmq-install.js';
import type { RigOptions } from '../rig/rig-options.js';
import type { Row, Scenario, Environment } from '../row.js';

const RIG: RigOptions = { broker: 'cluster', queue: { 'x-queue-type': 'quorum', 'x-quorum-initial-group-size': 3 } };

const unsupported: Scenario['unsupported'] = () =>
  findRabbitInstallation() ? undefined : 'a cluster needs an installed RabbitMQ';

/** Without a majority, the quorum queue neither confirms nor nacks. */
async function twoKilled({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    await loadFor(300, 1_500);
    const survivor = random.pick(rig.broker.nodes);
    const victims = rig.broker.nodes.filter((node) => node !== survivor);
    rig.history.note('two of three brokers are killed');
    await Promise.all(victims.map((node) => node.kill()));
    await loadFor(500, 5_000);
    await Promise.all(victims.map((node) => node.restart()));
  }
}

/** Kills one node at a time, so that the queue's leader moves. */
async function leaderMoved({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    await loadFor(300, 1_500);
    const victim = random.pick(rig.broker.nodes);
    rig.history.note('one of three brokers is killed');
    await victim.kill();
    await loadFor(500, 3_000);
    await victim.restart();
  }
}

export const brokerCluster: Row = {
  number: 8,
  title: 'Three brokers with a quorum queue: two killed, the leader moved',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'two killed', rig: RIG, unsupported, run: twoKilled },
    { name: 'leader moved', rig: RIG, unsupported, run: leaderMoved },
  ],
};
