import type { Row, Stage } from '../row.js';

/** The broker's health must not show in any answer. */
function refuseServerErrors({ rig }: Stage): void {
  const { serverErrors } = rig.history;
  if (serverErrors > 0) rig.object('F', `${serverErrors} requests were answered 5xx while only the broker was away`);
}

async function killAndRestart(stage: Stage): Promise<void> {
  const { rig, goesOn, meanwhile } = stage;
  while (goesOn()) {
    await meanwhile(300, 1_500);
    rig.history.note('the broker is killed');
    await rig.broker.node.kill();
    await meanwhile(0, 1_000);
    await rig.broker.node.restart();
  }
  refuseServerErrors(stage);
}

async function absentAtStart(stage: Stage): Promise<void> {
  const { rig, meanwhile, forMs } = stage;
  await rig.broker.node.kill();
  rig.history.note('servers start without a broker');
  for (const replica of rig.replicas) {
    await replica.end('SIGKILL');
    await replica.start();
  }
  await meanwhile(forMs / 2, forMs / 2);
  await rig.broker.node.restart();
  await meanwhile(500, 1_500);
  refuseServerErrors(stage);
}

async function awayForLong(stage: Stage): Promise<void> {
  const { rig, meanwhile, forMs } = stage;
  await meanwhile(200, 400);
  await rig.broker.node.kill();
  rig.history.note('the broker is away');
  await meanwhile(forMs, forMs);
  await rig.broker.node.restart();
  refuseServerErrors(stage);
}

export const brokerAway: Row = {
  number: 4,
  title: 'The broker is killed and restarted, absent at start, away for long',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'killed and restarted', play: killAndRestart },
    { name: 'absent at start', play: absentAtStart },
    { name: 'away for long', rig: { replicas: 3 }, play: awayForLong },
  ],
};
