import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Config } from '../config.js';
import { socketHost } from '../url-host.js';
import type { Finding } from './finding.js';

const TIMEOUT_MS = 5_000;

/** Checks that the product service and the identity provider answer; what they answer with is not looked at. */
export function examineAddresses({
  productServiceUrl,
  signIn,
}: Pick<Config, 'productServiceUrl' | 'signIn'>): Promise<Finding[]> {
  const keySet = 'jwksUrl' in signIn ? [examineKeySet(signIn.jwksUrl)] : [];
  return Promise.all([examineProducts(productServiceUrl), ...keySet]);
}

async function examineProducts(url: string): Promise<Finding> {
  const answer = await statusOf(url);
  if (typeof answer === 'number' && answer < 500) {
    return { check: 'products', state: 'ok', detail: 'The product service answers.' };
  }
  const what = typeof answer === 'number' ? `answers ${answer}` : `cannot be reached: ${answer}`;
  return { check: 'products', state: 'fail', detail: `The product service ${what}. Check PRODUCT_SERVICE_URL.` };
}

async function examineKeySet(url: string): Promise<Finding> {
  const answer = await statusOf(url);
  if (answer === 200) return { check: 'sign-in', state: 'ok', detail: 'The identity provider answers with its keys.' };
  const what = typeof answer === 'number' ? `answers ${answer}` : `cannot be reached: ${answer}`;
  return { check: 'sign-in', state: 'fail', detail: `The identity provider ${what}. Check JWKS_URL.` };
}

/** The status of the answer to a GET request, or why there is none. */
async function statusOf(url: string): Promise<number | string> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    const { cause, message } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'amqps:': 5671 };
const DAY_MS = 86_400_000;
const MIN_VALID_DAYS = 30;

/** Checks how long the certificates of these servers are valid; URLs without TLS are left out. */
export function examineCertificates(urls: readonly string[], now: () => number = Date.now): Promise<Finding[]> {
  return Promise.all(
    urls
      .map((url) => new URL(url))
      .filter(({ protocol }) => protocol in DEFAULT_PORTS)
      .map(async (url) => certificateFinding(url.host, await expiryOf(url), now())),
  );
}

/** When the server's certificate expires, trusted or not; undefined where the server sends none. */
function expiryOf(url: URL): Promise<number | undefined> {
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  const host = socketHost(url);
  return new Promise((resolve) => {
    // Trust is the connection's own check; here an expired certificate has to be read, too.
    const socket = connectTls(
      { host, port, ...(isIP(host) === 0 && { servername: host }), rejectUnauthorized: false, timeout: TIMEOUT_MS },
      () => {
        const { valid_to: validTo } = socket.getPeerCertificate() as { valid_to?: string };
        resolve(validTo === undefined ? undefined : Date.parse(validTo));
        socket.destroy();
      },
    );
    for (const event of ['error', 'timeout', 'close'] as const) {
      socket.once(event, () => {
        resolve(undefined);
        socket.destroy();
      });
    }
  });
}

function certificateFinding(host: string, expiryMs: number | undefined, nowMs: number): Finding {
  if (expiryMs === undefined) {
    return {
      check: 'tls',
      state: 'warn',
      detail: `${host} showed no certificate. Is it reachable, and does it speak TLS?`,
    };
  }
  const days = Math.floor((expiryMs - nowMs) / DAY_MS);
  const date = new Date(expiryMs).toISOString().slice(0, 10);
  if (days < 0)
    return { check: 'tls', state: 'fail', detail: `The certificate of ${host} expired on ${date}. Renew it.` };
  const state = days < MIN_VALID_DAYS ? 'warn' : 'ok';
  const advice = state === 'warn' ? ' Renew it.' : '';
  return { check: 'tls', state, detail: `The certificate of ${host} is valid until ${date}, ${days} days.${advice}` };
}
