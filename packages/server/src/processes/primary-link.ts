import { createLink, type Answering, type Asking, type LinkMessage, type Topic } from './link.js';

/** A worker's link to the primary process, through which it reaches the other workers. */
export interface PrimaryLink extends Asking {
  answer<Question, Answer>(topic: Topic<Question, Answer>, answering: Answering<Question, Answer>): void;
}

/** For a worker, once. */
export function linkToPrimary(): PrimaryLink {
  const answerings = new Map<string, Answering<unknown, unknown>>();
  const send = (message: LinkMessage): void => {
    if (process.connected) process.send?.(message);
  };
  const link = createLink(send, (topicName) => answerings.get(topicName));
  process.on('message', (message) => link.receive(message));
  process.once('disconnect', () => link.close());
  send({ link: 'hello' });
  return {
    ask: link.ask,
    answer: (topic, answering) => void answerings.set(topic.name, answering as Answering<unknown, unknown>),
  };
}
