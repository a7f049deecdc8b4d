import { setTimeout as delay } from 'node:timers/promises';
import { check } from '../faults/checker/check.js';
import type { HistoryRecord } from '../faults/checker/evidence.js';
import type { Verdict } from '../faults/checker/verdict.js';
import { Random } from '../faults/rig/random.js';
import { ClusterRig } from './cluster-rig.js';
import type { ClusterFault } from './faults.js';
import { keyedCreates, longestPauseMs } from './longest-pause.js';
import type { Topology } from './topology.js';

export interface FaultRun {
  readonly fault: string;
  readonly seed: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly longestPauseMs: number;
  readonly keyedCreates: number;
  /** Keyed creates that the SDK reported as failed. */
  readonly failedKeyedCreates: number;
  readonly violations: Verdict['violations'];
}

/** Runs the load, injects the fault, waits until everything is whole, and checks what was acknowledged. */
export async function runFault(topology: Topology, fault: ClusterFault, seed: number): Promise<FaultRun> {
  const random = new Random(seed).fork(fault.name);
  const rig = await ClusterRig.start(topology, `${fault.name}_${seed}`.replaceAll('-', '_'));
  try {
    const load = rig.load(random.fork('load'));
    const probing = rig.probe(random.fork('probe'));
    load.start();
    probing.probe.start();
    try {
      await fault.run({ rig, loadFor: (ms) => delay(ms) });
    } finally {
      await Promise.all([load.stop(), probing.probe.stop()]);
      probing.close();
    }
    const evidence = await rig.evidence();
    return summarize(fault, seed, check(evidence), [...evidence.history]);
  } finally {
    await rig.stop();
  }
}

function summarize(fault: ClusterFault, seed: number, verdict: Verdict, history: readonly HistoryRecord[]): FaultRun {
  const { counts } = verdict;
  const { sent, failed } = keyedCreates(history);
  return {
    fault: fault.name,
    seed,
    acknowledged: counts.acknowledged,
    lost: counts.lost + counts.undelivered,
    doubled: counts.duplicated + counts.contradicted + counts.inconsistent,
    outOfOrder: counts.misordered + counts.unexpected,
    longestPauseMs: longestPauseMs(history),
    keyedCreates: sent,
    failedKeyedCreates: failed,
    violations: verdict.violations,
  };
}
