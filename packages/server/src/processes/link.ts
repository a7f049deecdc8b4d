import { randomUUID } from 'node:crypto';

/** What one process can ask another one. Questions and answers are sent as JSON. */
export interface Topic<Question, Answer> {
  readonly name: string;
  /** Never set; for the types. */
  readonly signature?: (question: Question) => Answer;
}

export function defineTopic<Question, Answer>(name: string): Topic<Question, Answer> {
  return { name };
}

export type Answering<Question, Answer> = (question: Question) => Promise<Answer> | Answer;
/** How questions about the topic with this name are answered. */
export type AnsweringOf = (topicName: string) => Answering<unknown, unknown> | undefined;

export type LinkMessage =
  /** The first message of a process: what it is sent before that is lost. */
  | { readonly link: 'hello' }
  | { readonly link: 'question'; readonly id: string; readonly topic: string; readonly body: unknown }
  | { readonly link: 'answer'; readonly id: string; readonly body: unknown }
  | { readonly link: 'failure'; readonly id: string; readonly reason: string };

/** A process did not answer in time, has ended, or has failed to answer. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

export interface Asking {
  /** @throws NoAnswerError */
  readonly ask: <Question, Answer>(
    topic: Topic<Question, Answer>,
    question: Question,
    maxWaitMs: number,
  ) => Promise<Answer>;
}

/** One end of a connection between two processes: both may ask, and answer. */
export interface Link extends Asking {
  /** Takes what the other process has sent. Other messages are left alone. */
  receive(message: unknown): void;
  /** The other process has gone: it answers nothing any more. */
  close(): void;
}

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: NoAnswerError) => void;
}

export function createLink(send: (message: LinkMessage) => void, answeringOf: AnsweringOf): Link {
  const pending = new Map<string, Pending>();

  async function answer(id: string, topic: string, question: unknown): Promise<void> {
    try {
      const answering = answeringOf(topic);
      if (!answering) throw new Error(`nothing answers ${topic} here`);
      send({ link: 'answer', id, body: await answering(question) });
    } catch (error) {
      send({ link: 'failure', id, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  return {
    ask<Question, Answer>(topic: Topic<Question, Answer>, question: Question, maxWaitMs: number): Promise<Answer> {
      const id = randomUUID();
      return new Promise<Answer>((resolve, reject) => {
        const late = new NoAnswerError(`${topic.name}: no answer within ${maxWaitMs} ms`);
        const timer = setTimeout(() => pending.get(id)?.reject(late), maxWaitMs);
        const settle = (then: () => void): void => {
          clearTimeout(timer);
          pending.delete(id);
          then();
        };
        pending.set(id, {
          resolve: (answered) => settle(() => resolve(answered as Answer)),
          reject: (error) => settle(() => reject(error)),
        });
        send({ link: 'question', id, topic: topic.name, body: question });
      });
    },

    receive(message) {
      if (!isLinkMessage(message)) return;
      if (message.link === 'question') void answer(message.id, message.topic, message.body);
      if (message.link === 'answer') pending.get(message.id)?.resolve(message.body);
      if (message.link === 'failure') pending.get(message.id)?.reject(new NoAnswerError(message.reason));
    },

    close() {
      for (const { reject } of pending.values()) reject(new NoAnswerError('the other process has ended'));
    },
  };
}

export function isLinkMessage(message: unknown): message is LinkMessage {
  return typeof message === 'object' && message !== null && 'link' in message;
}
