import type { components } from '@order-service/sdk';

export type BrokerProblem = NonNullable<components['schemas']['Health']['broker_problem']>;

/** What the reasons of the broker, of TLS and of the network contain; the first that matches decides. */
const CODES: readonly [code: BrokerProblem, reason: RegExp][] = [
  ['exchange_missing', /^The exchange /],
  ['access_refused', /ACCESS[-_]REFUSED|NOT[-_]ALLOWED|virtual host|\b403\b|\b530\b/],
  ['tls', /certificate|\bTLS\b|\bSSL\b|ERR_SSL|ERR_TLS/i],
  ['unreachable', /\b(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE)|timed? ?out|closed|hang up/i],
];

/** The reply code of AMQP 0-9-1 that a reason begins with, without the rest, which may name accounts and exchanges. */
export function brokerReply(reason: string): string {
  return /^[1-5]\d\d [A-Z][A-Z_]+/.exec(reason)?.[0] ?? '';
}

/**
 * Why the broker cannot be used, in a word that may be told to anyone. The reason itself may name the broker's account, host
 * and exchange: it is for the log and for operators.
 */
export function brokerProblemCode(reason: string | undefined): BrokerProblem | null {
  if (reason === undefined) return null;
  return CODES.find(([, form]) => form.test(reason))?.[0] ?? 'other';
}
