import type { ClusterRig } from './cluster-rig.js';

export interface FaultEnvironment {
  readonly rig: ClusterRig;
  /** Lets the load go on for a time. */
  readonly loadFor: (ms: number) => Promise<void>;
}

/** A fault of the topology. What it breaks is whole again when `run` has ended. */
export interface ClusterFault {
  readonly name: string;
  readonly title: string;
  /** How long writes may pause, in seconds; reported beside the pause, not asserted. */
  readonly goalSeconds: number;
  /** How often a full run repeats it; once if absent. */
  readonly times?: number;
  readonly run: (environment: FaultEnvironment) => Promise<void>;
}

const HALF_MINUTE_MS = 30_000;
/** The load before a fault, and after it. */
const QUIET_MS = 4_000;

const faults: readonly ClusterFault[] = [
  {
    name: 'postmaster-killed',
    title: 'postmaster of the primary killed',
    goalSeconds: 5,
    times: 3,
    run: async ({ rig, loadFor }) => {
      const { postgres } = rig.topology;
      const primary = await postgres.primary();
      rig.history.note(`the postmaster of ${primary.name} is killed`);
      await primary.killPostmaster();
      await loadFor(QUIET_MS);
      await postgres.healthy();
    },
  },
  {
    name: 'node-killed',
    title: 'node of the primary killed (PostgreSQL and Patroni), started again after 30 s',
    goalSeconds: 25,
    times: 3,
    run: async ({ rig, loadFor }) => {
      const { postgres } = rig.topology;
      const primary = await postgres.primary();
      rig.history.note(`${primary.name} is killed`);
      await primary.kill();
      await loadFor(HALF_MINUTE_MS);
      await primary.start();
      await postgres.healthy();
    },
  },
  {
    name: 'primary-paused',
    title: 'node of the primary paused for 30 s, then continued',
    goalSeconds: 25,
    times: 10,
    run: async ({ rig, loadFor }) => {
      const { postgres } = rig.topology;
      const primary = await postgres.primary();
      rig.history.note(`${primary.name} is paused`);
      await primary.pause();
      await loadFor(HALF_MINUTE_MS);
      rig.history.note(`${primary.name} continues`);
      primary.continue();
      await postgres.healthy();
    },
  },
  {
    name: 'switchover',
    title: 'switchover to the synchronous standby',
    goalSeconds: 5,
    times: 3,
    run: async ({ rig }) => {
      rig.history.note('the primary is switched over');
      await rig.topology.postgres.switchOver();
      await rig.topology.postgres.healthy();
    },
  },
  {
    name: 'standby-lost',
    title: 'node of the synchronous standby killed, started again after 10 s',
    goalSeconds: 25,
    times: 2,
    run: async ({ rig, loadFor }) => {
      const { postgres } = rig.topology;
      const standby = await postgres.synchronousStandby();
      rig.history.note(`${standby.name}, the synchronous standby, is killed`);
      await standby.kill();
      await loadFor(10_000);
      await standby.start();
      await postgres.healthy();
    },
  },
  {
    name: 'etcd-lost',
    title: 'etcd killed, started again after 30 s',
    goalSeconds: 0,
    run: async ({ rig, loadFor }) => {
      const { postgres } = rig.topology;
      rig.history.note('etcd is killed');
      await postgres.etcd.kill();
      await loadFor(HALF_MINUTE_MS);
      rig.history.note('etcd is started');
      await postgres.etcd.start();
      await postgres.healthy();
    },
  },
  {
    name: 'servers-restarted',
    title: 'three servers restarted in turn',
    goalSeconds: 0,
    times: 2,
    run: async ({ rig, loadFor }) => {
      for (const [index, server] of rig.servers.entries()) {
        rig.history.note(`server ${index} is restarted`);
        await server.stop();
        await server.start();
        await loadFor(2_000); // HAProxy has it again
      }
    },
  },
  {
    name: 'broker-killed',
    title: 'one of three brokers killed, started again after 10 s',
    goalSeconds: 0,
    run: (environment) => killBrokers(environment, 1, 10_000),
  },
  {
    name: 'two-brokers-killed',
    title: 'two of three brokers killed, started again after 25 s',
    goalSeconds: 0,
    run: (environment) => killBrokers(environment, 2, 25_000),
  },
  {
    name: 'haproxy-reloaded',
    title: 'HAProxy reloaded five times',
    goalSeconds: 0,
    run: async ({ rig, loadFor }) => {
      for (let times = 0; times < 5; times += 1) {
        rig.history.note('HAProxy is reloaded');
        await rig.topology.haproxy.reload();
        await loadFor(2_000);
      }
    },
  },
];

async function killBrokers({ rig, loadFor }: FaultEnvironment, count: number, downMs: number): Promise<void> {
  const victims = rig.topology.brokers.nodes.slice(0, count);
  rig.history.note(`${count} of three brokers are killed`);
  await Promise.all(victims.map((node) => node.kill()));
  await loadFor(downMs);
  await Promise.all(victims.map((node) => node.restart()));
}

export const FAULTS: readonly ClusterFault[] = faults.map((fault) => ({
  ...fault,
  run: async (environment) => {
    await environment.loadFor(QUIET_MS);
    await fault.run(environment);
    await environment.loadFor(QUIET_MS);
  },
}));
