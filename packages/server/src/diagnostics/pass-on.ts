import cluster, { type Worker } from 'node:cluster';
import { isMessage, type CallMessage, type Message, type Reply } from './messages.js';

/** In the primary process: passes the calls of workers on to those that they are for, and the replies back. */
export function passDiagnosticsOn(): void {
  const waiting = new Map<string, (worker: Worker, reply: Reply) => void>();
  cluster.on('message', (worker, message: unknown) => {
    if (!isMessage(message)) return;
    if (message.diagnostics === 'call') passOn(worker, message);
    if (message.diagnostics === 'reply') waiting.get(message.id)?.(worker, message.reply);
  });

  function passOn(caller: Worker, { id, processId, call }: CallMessage): void {
    const called = Object.values(cluster.workers ?? {}).filter(
      (worker): worker is Worker =>
        worker?.isConnected() === true && (processId === undefined || worker.process.pid === processId),
    );
    const pending = new Set(called);
    const replies: Reply[] = [];
    const settle = (worker: Worker, reply?: Reply): void => {
      if (!pending.delete(worker)) return;
      if (reply) replies.push(reply);
      if (pending.size === 0) finish();
    };
    const finish = (): void => {
      waiting.delete(id);
      send(caller, { diagnostics: 'result', id, replies });
    };
    waiting.set(id, settle);
    for (const worker of called) {
      worker.once('exit', () => settle(worker)); // it replies no more
      send(worker, { diagnostics: 'run', id, call });
    }
    if (called.length === 0) finish();
  }
}

function send(worker: Worker, message: Message): void {
  if (worker.isConnected()) worker.send(message);
}
