import type { BrokerConfig } from '../config/broker.js';
import { redact } from '../logger.js';
import { lookUpExchange } from '../outbox/rabbit-publisher.js';
import type { Finding } from './finding.js';

/** Checks that the broker lets this account in, and that the exchange exists. Declares nothing. */
export async function examineBroker(broker: BrokerConfig | undefined): Promise<Finding[]> {
  if (!broker) {
    return [
      { check: 'broker', state: 'warn', detail: 'There is no broker: events stay in the outbox and in the feed.' },
    ];
  }
  const { url, exchange, tls } = broker;
  try {
    const exists = await lookUpExchange({ url, exchange, ...(tls && { tls }) });
    return [
      { check: 'broker', state: 'ok', detail: 'RabbitMQ lets this account in.' },
      exchangeFinding(exchange, exists),
    ];
  } catch (error) {
    const reason = redact(error instanceof Error ? error.message : String(error));
    const detail = `RabbitMQ cannot be used: ${reason}. Check RABBITMQ_URL, or RABBITMQ_HOST and its other variables.`;
    return [{ check: 'broker', state: 'fail', detail }];
  }
}

function exchangeFinding(exchange: string, exists: boolean): Finding {
  if (exists) return { check: 'exchange', state: 'ok', detail: `The exchange "${exchange}" exists.` };
  return {
    check: 'exchange',
    state: 'warn',
    detail: `The exchange "${exchange}" does not exist. The server declares it when it starts, if the account may; otherwise create it.`,
  };
}
