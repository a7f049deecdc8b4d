import { isIP } from 'node:net';
import { urlHost } from '../url-host.js';
import { MAX_PORT, type Variables } from './environment-variables.js';

export interface BrokerConfig {
  /** An AMQP URL, credentials and virtual host included. */
  readonly url: string;
  readonly exchange: string;
}

/** As lenient as name servers are: names of containers have underscores. */
const HOST_NAME = /^[\w-]+(\.[\w-]+)*\.?$/;

/** `RABBITMQ_URL` takes precedence over the variables for its parts; `none` means that there is no broker, on purpose. */
export function readBroker(variables: Variables): BrokerConfig | undefined {
  const exchange = variables.text('RABBITMQ_EXCHANGE', 'ecommerce_events');
  const url = variables.optional('RABBITMQ_URL');
  if (url === 'none') return undefined;
  if (url !== undefined) return { url: variables.url('RABBITMQ_URL', ['amqp', 'amqps']), exchange };

  const host = variables.required(
    'RABBITMQ_HOST',
    'the host of RabbitMQ, or set RABBITMQ_URL (none to run without a broker)',
  );
  const port = variables.integer('RABBITMQ_PORT', { fallback: 5672, min: 1, max: MAX_PORT });
  const [user, password, vhost] = [
    variables.text('RABBITMQ_USER', 'guest'),
    variables.text('RABBITMQ_PASS', 'guest'),
    variables.text('RABBITMQ_VHOST', '/'),
  ].map(encodeURIComponent);
  if (host !== '' && isIP(host) === 0 && !HOST_NAME.test(host)) {
    variables.problems.push('RABBITMQ_HOST is not a host. Set it to a name or an address; the port is RABBITMQ_PORT.');
  }
  return { url: `amqp://${user}:${password}@${urlHost(host)}:${port}/${vhost}`, exchange };
}
