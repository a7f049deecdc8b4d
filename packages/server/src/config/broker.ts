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
  if (url !== undefined) return { url: readUrl(variables), exchange };

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

/** Reports what the URL parser lets pass, and would fail, or be ignored, when the service connects. */
function readUrl(variables: Variables): string {
  const before = variables.problems.length;
  const text = variables.url('RABBITMQ_URL', ['amqp', 'amqps']);
  if (variables.problems.length > before) return text;
  const { username, password, pathname, port, searchParams } = new URL(text);
  if (![username, password, pathname].every(isDecodable)) {
    variables.problems.push('RABBITMQ_URL has a % that begins no escape sequence. Write it as %25.');
  }
  if (pathname.slice(1).includes('/')) {
    variables.problems.push('RABBITMQ_URL has a virtual host with a slash. Write the slash as %2F.');
  }
  if (port === '0') variables.problems.push(`RABBITMQ_URL has port 0. Use one from 1 to ${MAX_PORT}.`);
  const parameters = [...searchParams.keys()];
  if (parameters.length > 0) {
    variables.warnings.push(`RABBITMQ_URL has parameters that are ignored: ${parameters.join(', ')}.`);
  }
  return text;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
