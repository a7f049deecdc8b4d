import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { EventType } from '../domain/events.js';
import type { BrokerTls } from '../outbox/broker-address.js';
import { urlHost } from '../url-host.js';
import { MAX_PORT, type Variables } from './environment-variables.js';
import { readPublishedTypes } from './published-types.js';

export interface BrokerConfig {
  /** An AMQP URL, credentials and virtual host included. */
  readonly url: string;
  readonly exchange: string;
  /** Absent for those of `ALWAYS_PUBLISHED`. */
  readonly publishedTypes?: ReadonlySet<EventType>;
  /** Absent where the URL is `amqp://`, or Node.js's own authorities suffice. */
  readonly tls?: BrokerTls;
  /** Reads the URL and the PEM texts again; absent unless one of them is given as a file. */
  readonly readAgain?: () => BrokerAccess;
}

/** What may change while the server runs. */
export type BrokerAccess = Pick<BrokerConfig, 'url' | 'tls'>;

/** As lenient as name servers are: names of containers have underscores. */
const HOST_NAME = /^[\w-]+(\.[\w-]+)*\.?$/;

/** `RABBITMQ_URL` takes precedence over the variables for its parts; `none` means that there is no broker, on purpose. */
export function readBroker(variables: Variables): BrokerConfig | undefined {
  const readAgain = variables.ifFiles(['RABBITMQ_URL', 'RABBITMQ_USER', 'RABBITMQ_PASS', ...TLS_NAMES], (again) => {
    const access = readAccess(again);
    if (!access) throw new Error('RABBITMQ_URL is none.');
    return access;
  });
  const publishedTypes = readPublishedTypes(variables);
  const settings = {
    exchange: variables.text('RABBITMQ_EXCHANGE', 'ecommerce_events'),
    ...(publishedTypes && { publishedTypes }),
    ...(readAgain && { readAgain }),
  };
  const access = readAccess(variables);
  return access && { ...access, ...settings };
}

function readAccess(variables: Variables): BrokerAccess | undefined {
  const url = variables.optional('RABBITMQ_URL');
  if (url === 'none') return undefined;
  const tls = readTls(variables);
  if (url !== undefined) {
    if (tls && !url.startsWith('amqps:')) {
      variables.problems.push(`${TLS_NAMES.join(', ')} are for TLS. Begin RABBITMQ_URL with amqps:// to use it.`);
    }
    return { url: readUrl(variables), ...(tls && { tls }) };
  }

  const host = variables.required(
    'RABBITMQ_HOST',
    'the host of RabbitMQ, or set RABBITMQ_URL (none to run without a broker)',
  );
  const port = variables.integer('RABBITMQ_PORT', { fallback: tls ? 5671 : 5672, min: 1, max: MAX_PORT });
  const [user, password, vhost] = [
    variables.text('RABBITMQ_USER', 'guest'),
    variables.text('RABBITMQ_PASS', 'guest'),
    variables.text('RABBITMQ_VHOST', '/'),
  ].map(encodeURIComponent);
  if (host !== '' && isIP(host) === 0 && !HOST_NAME.test(host)) {
    variables.problems.push('RABBITMQ_HOST is not a host. Set it to a name or an address; the port is RABBITMQ_PORT.');
  }
  const protocol = tls ? 'amqps' : 'amqp';
  return {
    url: `${protocol}://${user}:${password}@${urlHost(host)}:${port}/${vhost}`,
    ...(tls && { tls }),
  };
}

const TLS_NAMES = ['RABBITMQ_CA', 'RABBITMQ_CERT', 'RABBITMQ_KEY'];

/** What TLS needs; undefined if none of its variables is set. They are mostly given as files: `RABBITMQ_CA_FILE`. */
function readTls(variables: Variables): BrokerTls | undefined {
  const [ca, cert, key] = TLS_NAMES.map((name) => variables.optional(name));
  if (ca === undefined && cert === undefined && key === undefined) return undefined;
  if ((cert === undefined) !== (key === undefined)) {
    variables.problems.push('RABBITMQ_CERT and RABBITMQ_KEY belong together. Set both, or neither.');
  }
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  try {
    if (ca !== undefined) new X509Certificate(ca);
    createSecureContext(tls);
  } catch (error) {
    variables.problems.push(
      `${TLS_NAMES.join(', ')} must be certificates and their key in PEM form: ${(error as Error).message}.`,
    );
  }
  return tls;
}

/** Parameters of RabbitMQ's URI specification that name files, or switch verification off. */
const TLS_PARAMETERS = ['cacertfile', 'certfile', 'keyfile', 'verify', 'password'];

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
  const forTls = parameters.filter((name) => TLS_PARAMETERS.includes(name));
  if (forTls.length > 0) {
    variables.problems.push(
      `RABBITMQ_URL has ${forTls.join(', ')}. Set RABBITMQ_CA_FILE, RABBITMQ_CERT_FILE and RABBITMQ_KEY_FILE instead.`,
    );
  } else if (parameters.length > 0) {
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
