import type { Diagnostics, ProfileKind, ServerProcess } from '../../ports/diagnostics.js';
import type { Handlers } from '../contract/handlers.js';
import { jsonText } from '../contract/answer.js';

export interface DiagnosticsDependencies {
  readonly diagnostics: Diagnostics;
  /** How long a second of a profile takes; 1,000 except in tests. */
  readonly profileSecondMs: number;
}

const SECOND_MS = 1_000;

/** Looks into the processes of the server, for operators. */
export function diagnosticsHandlers({ diagnostics, profileSecondMs }: DiagnosticsDependencies) {
  async function profile(
    kind: ProfileKind,
    query: { readonly seconds: number; readonly process_id?: number | undefined },
  ) {
    const durationMs = query.seconds * profileSecondMs;
    return jsonText<Record<string, unknown>>(await diagnostics.profile({ kind, durationMs }, query.process_id));
  }

  return {
    async getDiagnostics() {
      const processes = await diagnostics.processes();
      return { status: 200, body: { answered_by: process.pid, processes: processes.map(present) } };
    },

    async setLogLevel({ body: { log_level: level, seconds } }) {
      await diagnostics.setLogLevel(level, seconds === undefined ? undefined : seconds * SECOND_MS);
      return { status: 200, body: { log_level: level, seconds: seconds ?? null } };
    },

    async getCpuProfile({ query }) {
      return { status: 200, body: await profile('cpu', query) };
    },

    async getHeapProfile({ query }) {
      return { status: 200, body: await profile('heap', query) };
    },
  } satisfies Partial<Handlers>;
}

function present({ eventLoopDelayMs, ...process }: ServerProcess) {
  return {
    process_id: process.processId,
    log_level: process.logLevel,
    uptime_seconds: process.uptimeSeconds,
    heap_used_bytes: process.heapUsedBytes,
    resident_bytes: process.residentBytes,
    event_loop_delay_ms: eventLoopDelayMs,
    profiling: process.isProfiling,
  };
}
