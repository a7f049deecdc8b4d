import type { Config } from '../config.js';
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
