import { relayShare } from './events.js';
import type { Results } from './results.js';
import { throughput } from './run-load.js';
import type { Case } from './workload.js';

export interface Goal {
  readonly name: string;
  readonly wanted: number;
  /** NaN where it was not measured. */
  readonly reached: number;
  /** Whether less is better. */
  readonly atMost?: boolean;
}

/** What the service is held to, as ratios of one run. */
export function goals({ load, events, cli }: Results): Goal[] {
  const ratio = (name: Case, of: string, other: string): number =>
    throughput(load, of, name) / throughput(load, other, name);
  const beside = (name: Case, wanted: readonly [fastify: number, pgbench: number], of = 'service'): Goal[] => {
    const label = of === 'service' ? name : `${name}, product answers kept 1 s`;
    return [
      { name: `${label} ÷ Fastify`, wanted: wanted[0], reached: ratio(name, of, 'fastify') },
      { name: `${label} ÷ pgbench, our statement`, wanted: wanted[1], reached: ratio(name, of, 'pgbench') },
      { name: `${label} ÷ pgbench, rows joined`, wanted: wanted[1], reached: ratio(name, of, 'pgbench-joined') },
    ];
  };
  return [
    ...beside('create', [1.8, 0.45]),
    ...beside('create', [3, 0.85], 'service-cache'),
    ...beside('get', [2.2, 0.45]),
    ...beside('list', [3, 0.8]),
    ...beside('transition', [1.5, 0.6]),
    {
      name: 'events delivered ÷ bare confirm channel',
      wanted: 0.8,
      reached: events ? relayShare(events) : NaN,
    },
    {
      name: 'events behind orders at 70 % load, seconds',
      wanted: 1,
      reached: events?.greatestLagSeconds ?? NaN,
      atMost: true,
    },
    ...cli.map(({ command, beside: other, ratio: reached }) => ({
      name: `\`${command}\` ÷ \`${other}\``,
      wanted: 1.3,
      reached,
      atMost: true,
    })),
  ];
}
