import { relayShare } from './events.js';
import { median, type LatencyRow, type Results } from './results.js';
import { cpuUs, machineCpuUs, throughput } from './run-load.js';
import type { Case } from './workload.js';

export interface Goal {
  readonly name: string;
  readonly wanted: number;
  /** NaN if it was not measured. */
  readonly reached: number;
  /**
   * The same ratio by processor time, which is comparable on a machine with other load, where rates are not: of all processes
   * beside another server, of server and database beside pgbench.
   */
  readonly byCpu?: number;
  /** What is wanted by processor time; as by rate if absent. */
  readonly wantedByCpu?: number;
  /** Whether smaller values are better. */
  readonly atMost?: boolean;
}

/** The one that does the same work as most people write it. */
const PEER = 'fastify-publishing';
const COMPARED_SHARE = 0.7;

/** By rate, and by processor time. */
type Wanted = readonly [number, number];

/** The goals of the service, as ratios within one run. */
export function goals({ load, latency, events, cli }: Results): Goal[] {
  const ratio = (name: Case, of: string, other: string): number =>
    throughput(load, of, name) / throughput(load, other, name);
  const cpuRatio = (name: Case, of: string, other: string): number => {
    const timeOf = other === PEER ? machineCpuUs : cpuUs;
    return timeOf(load, other, name) / timeOf(load, of, name);
  };
  const goal = (label: string, name: Case, of: string, other: string, [wanted, wantedByCpu]: Wanted): Goal => ({
    ...{ name: label, wanted, wantedByCpu },
    reached: ratio(name, of, other),
    byCpu: cpuRatio(name, of, other),
  });
  const beside = (name: Case, peer: Wanted, pgbench: number, of = 'service'): Goal[] => {
    const label = of === 'service' ? name : `${name}, products cached for 1 s`;
    return [
      goal(`${label} ÷ Fastify that publishes after its commit`, name, of, PEER, peer),
      goal(`${label} ÷ pgbench, our statement`, name, of, 'pgbench', [pgbench, pgbench]),
      goal(`${label} ÷ pgbench, rows joined`, name, of, 'pgbench-joined', [pgbench, pgbench]),
    ];
  };
  return [
    ...beside('create', [1.8, 1.8], 0.45),
    ...beside('create', [3, 3], 0.85, 'service-cache'),
    ...beside('get', [2.5, 2.8], 0.45),
    ...beside('list', [2.5, 3], 0.8),
    ...beside('transition', [2, 2.2], 0.6),
    ...(['create', 'get', 'list', 'transition'] as const).map((name) => ({
      name: `p99 of ${name} at 70 % load ÷ Fastify that publishes after its commit`,
      wanted: 1,
      reached: p99Ms(latency, 'service', name) / p99Ms(latency, PEER, name),
      atMost: true,
    })),
    {
      name: 'events delivered ÷ bare confirm channel',
      wanted: 0.85,
      reached: events ? relayShare(events) : NaN,
    },
    {
      name: 'lag of events behind orders at 70 % load, seconds',
      wanted: 0.2,
      reached: events?.greatestLagSeconds ?? NaN,
      atMost: true,
    },
    ...cli.map(({ command, beside: other, ratio: reached }) => ({
      name: `\`${command}\` ÷ \`${other}\``,
      wanted: 1.2,
      reached,
      atMost: true,
    })),
  ];
}

/** The median of the rounds. */
function p99Ms(latency: readonly LatencyRow[], contender: string, name: Case): number {
  const rows = latency.filter(
    (row) => row.contender === contender && row.case === name && row.share === COMPARED_SHARE,
  );
  return rows.length > 0 ? median(rows.map(({ p99Ms = NaN }) => p99Ms)) : NaN;
}
