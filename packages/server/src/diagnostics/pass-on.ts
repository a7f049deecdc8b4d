import type { WorkerLinks } from '../processes/worker-links.js';
import { CALL, RUN } from './calls.js';

/** In the primary process: passes the calls of workers on to those that they are for, and the replies back. */
export function passDiagnosticsOn(workers: WorkerLinks): void {
  workers.answer(CALL, async ({ processId, call, maxWaitMs }) => {
    const called = workers.all().filter((worker) => processId === undefined || worker.processId === processId);
    const replies = await Promise.allSettled(called.map(({ ask }) => ask(RUN, call, maxWaitMs)));
    return replies.flatMap((reply) => (reply.status === 'fulfilled' ? [reply.value] : []));
  });
}
