import cluster, { type Worker } from 'node:cluster';
import { createLink, isLinkMessage, type Asking, type Link, type Topic } from './link.js';

/** A worker that runs, as the primary process sees it. */
export interface LinkedWorker extends Asking {
  /** Not used again for another worker. */
  readonly id: number;
  readonly processId: number | undefined;
}

/** The links of the primary process to its workers. */
export interface WorkerLinks {
  /** Those that run now, and can be asked. */
  all(): readonly LinkedWorker[];
  /** Answers what workers ask. */
  answer<Question, Answer>(
    topic: Topic<Question, Answer>,
    answering: (question: Question, workerId: number) => Promise<Answer> | Answer,
  ): void;
  /** After the last message of a worker, also of one that was killed, and after what was awaited of it is done. */
  onGone(listener: (workerId: number) => void): void;
}

/** For the primary process, once. */
export function linkToWorkers(): WorkerLinks {
  const links = new Map<number, Link>();
  const answerings = new Map<string, (question: unknown, workerId: number) => unknown>();
  const goneListeners: ((workerId: number) => void)[] = [];

  function linkOf(worker: Worker): Link {
    const known = links.get(worker.id);
    if (known) return known;
    const link = createLink(
      (message) => {
        if (worker.isConnected()) worker.send(message);
      },
      (topicName) => {
        const answering = answerings.get(topicName);
        return answering && ((question) => answering(question, worker.id));
      },
    );
    links.set(worker.id, link);
    return link;
  }

  cluster.on('message', (worker: Worker, message: unknown) => {
    if (isLinkMessage(message)) linkOf(worker).receive(message);
  });
  cluster.on('disconnect', ({ id }: Worker) => {
    links.get(id)?.close();
    links.delete(id);
    setImmediate(() => {
      for (const listener of goneListeners) listener(id);
    });
  });

  return {
    all: () =>
      Object.values(cluster.workers ?? {}).flatMap((worker) => {
        const link = worker?.isConnected() ? links.get(worker.id) : undefined; // made by its first message
        return worker && link ? [{ id: worker.id, processId: worker.process.pid, ask: link.ask }] : [];
      }),
    answer: (topic, answering) =>
      void answerings.set(topic.name, answering as (question: unknown, workerId: number) => unknown),
    onGone: (listener) => void goneListeners.push(listener),
  };
}
