import { createHmac, randomBytes } from 'node:crypto';
import type { OrderEvent } from '@order-service/sdk';
import { UsageError } from '../../errors.js';

/** A secret of Standard Webhooks: `whsec_` and its bytes in base64. */
export interface WebhookSecret {
  readonly text: string;
  readonly key: Buffer;
}

const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** The lengths that the specification of Standard Webhooks permits. */
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

export function createSecret(): WebhookSecret {
  return parseSecret(`${PREFIX}${randomBytes(MIN_KEY_BYTES).toString('base64')}`);
}

/** Parses `whsec_…`. Throws UsageError, without the text, which may be a secret of something else. */
export function parseSecret(text: string): WebhookSecret {
  const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const key = Buffer.from(encoded, 'base64');
  if (BASE64.test(encoded) && key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES) return { text, key };
  throw new UsageError(
    `A webhook secret is ${PREFIX} and ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} bytes in base64; this is not one.`,
    { hints: ['Without one, orders listen makes a secret and prints it.'] },
  );
}

/**
 * The request for an event, signed as Standard Webhooks 1.0 says: HMAC-SHA256 over id, time and body. A redelivery has the
 * same `webhook-id`, by which a consumer recognizes it, and its own time.
 */
export function signedRequest(
  event: OrderEvent,
  { key }: WebhookSecret,
  sentAt: Date,
): { readonly headers: Record<string, string>; readonly body: string } {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
  const signature = createHmac('sha256', key).update(`${event.event_id}.${timestamp}.${body}`).digest('base64');
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'orders-cli',
      'webhook-id': event.event_id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
      ...(event.traceparent !== null && { traceparent: event.traceparent }),
    },
    body,
  };
}
