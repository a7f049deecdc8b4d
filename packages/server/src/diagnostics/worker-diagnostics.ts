import { ProcessNotFoundError, ProfileRunningError } from '../domain/errors.js';
import type { Diagnostics } from '../ports/diagnostics.js';
import type { PrimaryLink } from '../processes/primary-link.js';
import { CALL, RUN, type Call, type Reply } from './calls.js';
import type { OwnProcess } from './own-process.js';

/** How long a process may take to reply, beside the time that a profile takes: one that is blocked is not waited for. */
const MAX_REPLY_MS = 3_000;
/** The primary process replies after that, if need be without that process. */
const PRIMARY_MS = 2_000;

/** For a worker: the primary process passes its calls on to the others. */
export function createWorkerDiagnostics(own: OwnProcess, primary: PrimaryLink): Diagnostics {
  async function ask(call: Call, processId?: number, durationMs = 0): Promise<readonly Reply[]> {
    const maxWaitMs = MAX_REPLY_MS + durationMs;
    return await primary.ask(CALL, { processId, call, maxWaitMs }, maxWaitMs + PRIMARY_MS);
  }

  primary.answer(RUN, (call) => run(own, call));
  return {
    async processes() {
      const replies = await ask({ kind: 'describe' });
      return replies.flatMap((reply) => (reply.kind === 'described' ? [reply.described] : []));
    },
    async setLogLevel(level, durationMs) {
      await ask({ kind: 'log-level', level, durationMs });
    },
    async profile(request, processId = process.pid) {
      if (processId === process.pid) return await own.profile(request);
      const [reply] = await ask({ kind: 'profile', request }, processId, request.durationMs);
      switch (reply?.kind) {
        case 'profiled':
          return reply.profile;
        case 'running':
          throw new ProfileRunningError(processId);
        case 'failed':
          throw new Error(reply.reason);
        default:
          throw new ProcessNotFoundError(processId);
      }
    },
  };
}

async function run(own: OwnProcess, call: Call): Promise<Reply> {
  try {
    switch (call.kind) {
      case 'describe':
        return { kind: 'described', described: own.describe() };
      case 'log-level':
        own.setLogLevel(call.level, call.durationMs);
        return { kind: 'done' };
      case 'profile':
        return { kind: 'profiled', profile: await own.profile(call.request) };
    }
  } catch (error) {
    if (error instanceof ProfileRunningError) return { kind: 'running' };
    return { kind: 'failed', reason: String(error) };
  }
}
