import { AbortedError, type Me } from '@order-service/sdk';
import type { Command } from 'commander';
import { NotLoggedInError } from '../errors.js';
import { claimedCaller, describeCaller, expiry, verifiedCaller, type Caller } from '../features/caller.js';
import type { Context } from '../features/context.js';
import type { Column } from '../render/column.js';
import { renderFacts, type PageView } from '../render/facts.js';
import type { TerminalText } from '../render/terminal-text.js';
import { joinWords } from '../render/words.js';
import type { Settings } from '../session/settings.js';
import { decodeToken } from '../session/token.js';

/** The document for `-o json`: the service's answer, or else the claims of the token, and the token's source. */
interface Identity {
  /** False if the service did not answer or rejected the token: then these are the token's claims. */
  readonly verified: boolean;
  readonly user_id: number | string | null;
  readonly email: string | null;
  /** Null if the service did not answer. */
  readonly operator: boolean | null;
  readonly expires_at: string | null;
  readonly url: string;
  readonly token_from: string;
}

const COLUMNS: readonly Column<Identity>[] = [
  { name: 'user_id', heading: 'USER', value: (identity) => String(identity.user_id ?? '') },
  { name: 'email', heading: 'EMAIL', value: (identity) => identity.email ?? '' },
  { name: 'operator', heading: 'OPERATOR', value: (identity) => String(identity.operator ?? '') },
  { name: 'expires_at', heading: 'EXPIRES', value: (identity) => identity.expires_at ?? '' },
  { name: 'verified', heading: 'VERIFIED', value: (identity) => String(identity.verified) },
  { name: 'url', heading: 'URL', value: (identity) => identity.url },
  { name: 'token_from', heading: 'TOKEN FROM', value: (identity) => identity.token_from },
];

const TIMEOUT_MS = 10_000;
const HELP = `
Asks the service. If it does not answer, or does not accept the token, prints
the unverified claims of the token, and ends with 6 or 3.

Examples:
  orders whoami
  orders whoami -o json | jq -r .expires_at`;

export function define(command: Command, context: Context): void {
  command.addHelpText('after', HELP).action(() => run(context));
}

async function run(context: Context): Promise<void> {
  const [settings, client] = await Promise.all([context.settings(), context.client()]);
  try {
    const me = await client.me({
      signal: context.signal,
      timeoutMs: context.options.timeout ?? TIMEOUT_MS,
      maxRetries: 0,
    });
    await print(context, settings, verifiedCaller(me), me);
  } catch (error) {
    if (error instanceof AbortedError) throw error;
    await printClaims(context, settings);
    throw error;
  }
}

/** The token's claims, if it can be parsed. Throws NotLoggedInError when it has expired by this machine's clock. */
async function printClaims(context: Context, settings: Settings): Promise<void> {
  const claims = decodeToken(settings.token ?? '');
  if (!claims) return;
  const caller = claimedCaller(claims);
  await print(context, settings, caller, undefined);
  if (caller.expiresAt && caller.expiresAt <= context.now()) {
    throw new NotLoggedInError('The token has expired.', { hints: ['orders login'] });
  }
}

async function print(context: Context, settings: Settings, caller: Caller, me: Me | undefined): Promise<void> {
  const output = await context.output();
  await output.one({
    value: identityOf(settings, caller, me),
    columns: COLUMNS,
    id: (identity) => String(identity.user_id ?? ''),
    page: (view) => identityPage(settings, caller, me, view),
  });
}

function identityPage(
  { url, tokenSource }: Settings,
  caller: Caller,
  me: Me | undefined,
  view: PageView,
): TerminalText {
  return renderFacts(
    [
      [me ? 'User' : 'Claims', describeCaller(caller).replace(/^User /, '')],
      ...(me ? [['May', describeRights(me)] as const] : []),
      ['Service', url],
      ['Token', `from ${tokenSource ?? 'nowhere'}, ${expiry(caller, view.now)}${me ? '' : ' (not verified)'}`],
    ],
    view,
  );
}

function describeRights({ order_scope: scope, order_transitions: transitions }: Me): string {
  const whose = scope === 'all' ? "everyone's orders" : 'your own orders';
  return transitions.length === 0 ? `read ${whose}` : `move ${whose} to ${joinWords(transitions, 'or')}`;
}

function identityOf({ url, tokenSource }: Settings, caller: Caller, me: Me | undefined): Identity {
  return {
    verified: me !== undefined,
    user_id: caller.userId ?? null,
    email: caller.email ?? null,
    operator: caller.isOperator ?? null,
    expires_at: caller.expiresAt?.toISOString() ?? null,
    ...me,
    url,
    token_from: tokenSource ?? '',
  };
}
