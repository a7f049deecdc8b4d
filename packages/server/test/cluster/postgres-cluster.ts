import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { eventually } from '../../../../test/services/eventually.js';
import type { ProcessGuard } from '../../../../test/services/process-guard.js';
import { startEtcd, type Etcd } from './etcd.js';
import { PatroniNode } from './patroni-node.js';
import type { ClusterPrograms } from './programs.js';

const NODES = ['pg1', 'pg2', 'pg3'];
const MAX_HEALING_MS = 180_000;

interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
}

/** Three nodes of PostgreSQL under Patroni, with one etcd. */
export interface PostgresCluster {
  readonly etcd: Etcd;
  readonly nodes: readonly PatroniNode[];
  /** The password of the superuser `postgres`. */
  readonly password: string;
  /** The node that holds the leader key and says that it is the primary. */
  primary(): Promise<PatroniNode>;
  /** The standby that commits wait for. */
  synchronousStandby(): Promise<PatroniNode>;
  /** Makes the synchronous standby the primary; resolves when Patroni says so. */
  switchOver(): Promise<void>;
  /** Resolves when there is one primary, every other node streams from it, and one of them is synchronous. */
  healthy(): Promise<void>;
  /** Kills every node: PostgreSQL would go on without its Patroni. */
  stop(): Promise<void>;
}

export async function startPostgresCluster(
  programs: ClusterPrograms,
  folder: string,
  guard: ProcessGuard,
): Promise<PostgresCluster> {
  const etcd = await startEtcd(folder, guard);
  const passwords = { superuser: randomBytes(16).toString('hex'), replication: randomBytes(16).toString('hex') };
  const nodes: PatroniNode[] = [];

  async function members(): Promise<readonly Member[]> {
    for (const node of nodes) {
      const answer = await node.ask('/cluster');
      if (answer?.status === 200) return (JSON.parse(answer.text) as { members: Member[] }).members;
    }
    return [];
  }

  function named(name: string | undefined): PatroniNode {
    const node = nodes.find((candidate) => candidate.name === name);
    if (!node) throw new Error(`the cluster has no node ${name}`);
    return node;
  }

  const memberWith = async (role: string): Promise<PatroniNode> =>
    named((await members()).find((member) => member.role === role)?.name);

  async function isHealthy(): Promise<boolean> {
    const ended = nodes.find(({ isRunning }) => !isRunning);
    if (ended) throw new Error(`Patroni has ended on ${ended.name}`);
    const all = await members();
    const [leaders, synchronous] = ['leader', 'sync_standby'].map((role) =>
      all.filter((member) => member.role === role),
    );
    const others = all.filter(({ role }) => role !== 'leader');
    if (all.length !== nodes.length || leaders?.length !== 1 || synchronous?.length !== 1) return false;
    if (others.some(({ state }) => state !== 'streaming')) return false;
    return (await named(leaders[0]?.name).ask('/primary'))?.status === 200;
  }

  async function healthy(): Promise<void> {
    try {
      await eventually('the PostgreSQL cluster is healthy', isHealthy, MAX_HEALING_MS);
    } catch (error) {
      const logs = await Promise.all(nodes.map(async (node) => `${node.name}:\n${await node.output()}`));
      throw new Error(`${JSON.stringify(await members())}\n${logs.join('\n')}`, { cause: error });
    }
  }

  for (const name of NODES) {
    const options = { name, folder: join(folder, name), programs, etcdAddress: etcd.address, passwords, guard };
    nodes.push(await PatroniNode.start(options));
  }
  await healthy();
  return {
    etcd,
    nodes,
    password: passwords.superuser,
    primary: () => memberWith('leader'),
    synchronousStandby: () => memberWith('sync_standby'),
    switchOver: async () => {
      const [leader, candidate] = await Promise.all([memberWith('leader'), memberWith('sync_standby')]);
      const answer = await leader.ask('/switchover', { leader: leader.name, candidate: candidate.name });
      if (answer?.status !== 200) throw new Error(`Patroni refuses the switchover: ${answer?.text}`);
    },
    healthy,
    stop: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
    },
  };
}
