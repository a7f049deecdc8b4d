import type { Replication } from './database.js';
import type { FaultPlan } from './fault-plan.js';

export interface RigOptions {
  /** Number of server processes; 2 if absent. */
  readonly replicas?: number;
  readonly replication?: Replication;
  readonly databaseSettings?: Readonly<Record<string, string>>;
  /** Puts the primary on a separate disk of this size. */
  readonly diskMb?: number;
  /** The connections of the servers that go through a proxy with network faults. */
  readonly through?: readonly ('database' | 'broker')[];
  readonly broker?: 'single' | 'cluster';
  /** Arguments of the audit queue. */
  readonly queue?: Readonly<Record<string, unknown>>;
  /** Environment variables added to those of every server. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The fault plan of each server; the last one also applies to all further servers. */
  readonly plans?: readonly FaultPlan[];
  readonly users?: number;
  readonly perUser?: number;
}
