import { createLink, type Answering, type Asking, type Topic } from './link.js';

/** A worker's link to the primary process, through which it reaches the other workers. */
export interface PrimaryLink extends Asking {
  answer<Question, Answer>(topic: Topic<Question, Answer>, answering: Answering<Question, Answer>): void;
}

/** For a worker, once. */
export function linkToPrimary(): PrimaryLink {
  const answerings = new Map<string, Answering<unknown, unknown>>();
  const link = createLink(
    (message) => {
      if (process.connected) process.send?.(message);
    },
    (topicName) => answerings.get(topicName),
  );
  process.on('message', (message) => link.receive(message));
  process.once('disconnect', () => link.close());
  return {
    ask: link.ask,
    answer: (topic, answering) => void answerings.set(topic.name, answering as Answering<unknown, unknown>),
  };
}
