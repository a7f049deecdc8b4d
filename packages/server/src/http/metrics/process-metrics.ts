import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { contract } from '../contract/document.js';
import { counter, gauge, type MetricFamily } from '../../measuring/metric-family.js';

interface ProcessSettings {
  /** The number of processes that are configured. */
  readonly workers: number;
  readonly readOnly: boolean;
}

export function processMetrics({ workers, readOnly }: ProcessSettings): MetricFamily[] {
  const { active, idle } = performance.eventLoopUtilization();
  return [
    gauge('order_service_build_info', 'The version of the server, as a label', 'max', [
      [{ version: contract.info.version, node_version: process.version }, 1],
    ]),
    gauge('order_service_processes', 'Processes that serve requests', 'sum', 1),
    gauge('order_service_processes_configured', 'Processes that are to serve requests (WORKERS)', 'max', workers),
    gauge('order_service_read_only', 'Whether every change is refused (READ_ONLY)', 'max', Number(readOnly)),
    counter('nodejs_eventloop_time_seconds_total', 'Time of the event loop, by what it did', [
      [{ nodejs_eventloop_state: 'active' }, active / 1_000],
      [{ nodejs_eventloop_state: 'idle' }, idle / 1_000],
    ]),
  ];
}

/** prom-client's metrics of the process and of Node.js. Returns a function that reads them. */
export function nodeMetrics(): () => Promise<MetricFamily[]> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return async () => {
    // A type is a name at run time, and not a number as prom-client's declarations say.
    const families: object[] = await registry.getMetricsAsJSON();
    return families as MetricFamily[];
  };
}
