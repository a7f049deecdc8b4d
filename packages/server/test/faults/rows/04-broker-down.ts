import type { Row, Environment } from '../row.js';

/** No response may depend on the broker. */
function reportServerErrors({ rig }: Environment): void {
  const { serverErrors } = rig.history;
  if (serverErrors > 0) rig.report('F', `${serverErrors} requests got 5xx while only the broker was down`);
}

async function killAndRestart(environment: Environment): Promise<void> {
  const { rig, nextRound, loadFor } = environment;
  while (nextRound()) {
    await loadFor(300, 1_500);
    rig.history.note('the broker is killed');
    await rig.broker.node.kill();
    await loadFor(0, 1_000);
    await rig.broker.node.restart();
  }
  reportServerErrors(environment);
}

async function downAtStart(environment: Environment): Promise<void> {
  const { rig, loadFor, durationMs } = environment;
  await rig.broker.node.kill();
  rig.history.note('servers start without a broker');
  for (const replica of rig.replicas) {
    await replica.end('SIGKILL');
    await replica.start();
  }
  await loadFor(durationMs / 2, durationMs / 2);
  await rig.broker.node.restart();
  await loadFor(500, 1_500);
  reportServerErrors(environment);
}

async function downThroughout(environment: Environment): Promise<void> {
  const { rig, loadFor, durationMs } = environment;
  await loadFor(200, 400);
  await rig.broker.node.kill();
  rig.history.note('the broker is down');
  await loadFor(durationMs, durationMs);
  await rig.broker.node.restart();
  reportServerErrors(environment);
}

export const brokerDown: Row = {
  number: 4,
  title: 'The broker is killed and restarted, down at start, down for the whole run',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'killed and restarted', run: killAndRestart },
    { name: 'down at start', run: downAtStart },
    { name: 'down throughout', rig: { replicas: 3 }, run: downThroughout },
  ],
};
