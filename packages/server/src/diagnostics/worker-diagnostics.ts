import { randomUUID } from 'node:crypto';
import { ProcessNotFoundError, ProfileRunningError } from '../domain/errors.js';
import type { Diagnostics } from '../ports/diagnostics.js';
import { isMessage, type Call, type CallMessage, type Message, type Reply } from './messages.js';
import type { OwnProcess } from './own-process.js';

/** For a worker: the primary process passes its calls on to the others. */
export function createWorkerDiagnostics(own: OwnProcess, send: (message: Message) => void): Diagnostics & Stoppable {
  const waiting = new Map<string, (replies: readonly Reply[]) => void>();

  function receive(message: unknown): void {
    if (!isMessage(message)) return;
    if (message.diagnostics === 'result') waiting.get(message.id)?.(message.replies);
    if (message.diagnostics !== 'run') return;
    const { id, call } = message;
    void run(own, call).then((reply) => send({ diagnostics: 'reply', id, reply }));
  }

  async function ask(call: Call, processId?: number): Promise<readonly Reply[]> {
    const message: CallMessage = { diagnostics: 'call', id: randomUUID(), processId, call };
    const answered = new Promise<readonly Reply[]>((resolve) => waiting.set(message.id, resolve));
    send(message);
    try {
      return await answered;
    } finally {
      waiting.delete(message.id);
    }
  }

  process.on('message', receive);
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
      const [reply] = await ask({ kind: 'profile', request }, processId);
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
    stop() {
      process.off('message', receive);
      for (const resolve of waiting.values()) resolve([]);
      return Promise.resolve();
    },
  };
}

interface Stoppable {
  stop(): Promise<void>;
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
    if (error instanceof ProfileRunningError) return { kind: 'running', processId: process.pid };
    return { kind: 'failed', reason: String(error) };
  }
}
