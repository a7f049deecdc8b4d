import type { OrderEvent } from '@order-service/sdk';
import type { Answer, Consumer, DeliveryFault } from '../delivery.js';
import { createUsualTime } from '../usual-time.js';
import { waitPrecisely } from '../wait-precisely.js';
import type { DeliveryWatch } from './delivery-watch.js';

export interface AmqpConsumerDeps {
  /** Publishes to the consumer's queue, and resolves when the broker has confirmed it. */
  readonly publish: (event: OrderEvent) => Promise<void>;
  /** Whether the event reaches the consumer, whose own queue may be bound to some types alone. */
  readonly isDelivered: (event: OrderEvent) => Promise<boolean>;
  /** Empties the consumer's queue. */
  readonly purge: () => Promise<void>;
  readonly watch: DeliveryWatch;
  /** Kills the consumer and starts it again, or cuts its connections. */
  readonly crash: () => Promise<void>;
  /** Kills the consumer's process and starts it again; undefined where another program runs the consumer. */
  readonly restart: (() => Promise<void>) | undefined;
  /** From the publishing to the acknowledgement. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A consumer that returns a message so often will not take it now. */
const MAX_RETURNS = 20;

/**
 * A consumer of a queue, whose connection the proxy watches. After a fault the message is still in the queue: the broker
 * delivers it again, and the delivery ends when that is acknowledged.
 */
export function createAmqpConsumer({ watch, ...deps }: AmqpConsumerDeps): Consumer {
  const usual = createUsualTime();

  function restarted(): void {
    if (deps.restart) usual.restarted();
  }

  /** Crashes at the moment. An acknowledgement before that is lost, too. */
  async function crash(moment: number): Promise<void> {
    watch.losesAck = true;
    await waitPrecisely(moment * usual.ms);
    await deps.crash();
    restarted();
    watch.losesAck = false;
  }

  /** Only the process ends: a connection that is cut could lose the acknowledgement. */
  async function afterAck(): Promise<Answer> {
    await deps.restart?.();
    restarted();
    return { outcome: 'taken', answer: deps.restart ? 'ack, then killed' : 'ack' };
  }

  return {
    forget: async () => {
      restarted();
      await deps.purge();
    },
    keepTimes: () => usual.keep(),
    deliver: async (event, { fault, isRedelivery } = {}): Promise<Answer> => {
      if (!(await deps.isDelivered(event))) return { outcome: 'taken', answer: 'not bound' };
      const next = watch.watch(event.event_id, AbortSignal.any([deps.signal, AbortSignal.timeout(deps.timeoutMs)]));
      watch.losesAck = fault?.kind === 'drop-response';
      let crashMoment = fault?.kind === 'crash-before-ack' ? fault.moment : undefined;
      let [returns, deliveredMs] = [0, 0];
      await deps.publish(event);
      for (;;) {
        switch (await next()) {
          case 'nothing':
            return { outcome: 'unanswered', answer: 'not acknowledged in time' };
          case 'refused':
            return { outcome: 'rejected', answer: 'rejected' };
          case 'returned':
            returns += 1;
            if (returns >= MAX_RETURNS) return { outcome: 'rejected', answer: `returned ${returns} times` };
            break;
          case 'delivered':
            deliveredMs = performance.now();
            if (crashMoment !== undefined) await crash(crashMoment);
            crashMoment = undefined;
            break;
          case 'cut':
            break; // The broker delivers the message again.
          case 'acknowledged':
            if (!fault) usual.add(performance.now() - deliveredMs, isRedelivery);
            if (fault?.kind === 'crash-after-ack') return afterAck();
            return answerAfter(fault);
        }
      }
    },
  };
}

/** After a fault, the event counts as not taken until the plan has delivered it again. */
function answerAfter(fault: DeliveryFault | undefined): Answer {
  if (!fault) return { outcome: 'taken', answer: 'ack' };
  if (fault.kind === 'drop-response') return { outcome: 'dropped', answer: 'cut at the ack, then ack' };
  return { outcome: 'crashed', answer: 'cut before the ack, then ack' };
}
