import type { OrderEvent } from '@order-service/sdk';
import type { ConsumerProcess } from './consumer-process.js';
import type { Answer, Consumer } from './delivery.js';
import { createUsualTime } from './usual-time.js';
import { waitPrecisely } from './wait-precisely.js';
import { signedRequest, type WebhookSecret } from './webhook.js';

export interface HttpConsumerDeps {
  readonly url: URL;
  readonly secret: WebhookSecret;
  readonly fetch: typeof globalThis.fetch;
  /** For one request and its answer. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** Ends requests that have no answer yet. */
  readonly signal: AbortSignal;
  /** The consumer's process, which a crash kills; without it, a crash cuts the connection. */
  readonly process?: ConsumerProcess | undefined;
}

/** A consumer that takes events as signed POST requests. */
export function createHttpConsumer(deps: HttpConsumerDeps): Consumer {
  const usual = createUsualTime();

  async function post(event: OrderEvent, signal: AbortSignal): Promise<Answer> {
    const { headers, body } = signedRequest(event, deps.secret, deps.now());
    const limits = AbortSignal.any([signal, deps.signal, AbortSignal.timeout(deps.timeoutMs)]);
    try {
      const response = await deps.fetch(deps.url, {
        method: 'POST',
        headers,
        body,
        signal: limits,
        redirect: 'manual',
      });
      await response.arrayBuffer(); // so that the connection can be used again
      return { outcome: response.ok ? 'taken' : 'rejected', answer: String(response.status) };
    } catch (error) {
      return { outcome: 'unanswered', answer: reasonOf(error) };
    }
  }

  async function start(): Promise<void> {
    if (!deps.process) return;
    await deps.process.start();
    usual.restarted();
  }

  async function crash(event: OrderEvent, moment: number): Promise<Answer> {
    const cut = new AbortController();
    const delivered = post(event, cut.signal);
    await waitPrecisely(moment * usual.ms);
    await deps.process?.kill();
    cut.abort();
    await delivered;
    await start();
    return { outcome: 'crashed', answer: deps.process ? 'consumer killed' : 'connection cut' };
  }

  async function crashAfterAck(event: OrderEvent): Promise<Answer> {
    const answer = await post(event, deps.signal);
    if (answer.outcome !== 'taken' || !deps.process) return answer;
    await deps.process.kill();
    await start();
    return { ...answer, answer: `${answer.answer}, then killed` };
  }

  return {
    forget: () => {
      if (deps.process) usual.restarted();
      return Promise.resolve();
    },
    keepTimes: () => usual.keep(),
    deliver: async (event, { fault, isRedelivery } = {}) => {
      if (fault?.kind === 'crash-before-ack') return crash(event, fault.moment);
      if (fault?.kind === 'crash-after-ack') return crashAfterAck(event);
      const startMs = performance.now();
      const answer = await post(event, deps.signal);
      if (answer.outcome === 'taken') usual.add(performance.now() - startMs, isRedelivery);
      return fault ? { outcome: 'dropped', answer: `${answer.answer}, discarded` } : answer;
    },
  };
}

/** The reason of a failed fetch, whose own message is `fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'timed out';
  if (error.name === 'AbortError') return 'cut off';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
