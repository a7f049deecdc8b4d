import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import { renderFacts } from '../render/facts.js';
import { describeToken, expiry } from '../features/token-text.js';
import { NotLoggedInError } from '../errors.js';
import type { Column } from '../render/column.js';
import { decodeToken, type TokenClaims } from '../session/token.js';

/** Whose token is used, as programs are told. */
interface Identity {
  readonly url: string;
  readonly token_from: string;
  readonly user_id: string | null;
  readonly email: string | null;
  readonly role: string | null;
  readonly operator: boolean;
  readonly expires_at: string | null;
}

const COLUMNS: readonly Column<Identity>[] = [
  { name: 'user_id', heading: 'USER', value: (identity) => identity.user_id ?? '' },
  { name: 'email', heading: 'EMAIL', value: (identity) => identity.email ?? '' },
  { name: 'role', heading: 'ROLE', value: (identity) => identity.role ?? '' },
  { name: 'operator', heading: 'OPERATOR', value: (identity) => String(identity.operator) },
  { name: 'expires_at', heading: 'EXPIRES', value: (identity) => identity.expires_at ?? '' },
  { name: 'url', heading: 'URL', value: (identity) => identity.url },
  { name: 'token_from', heading: 'TOKEN FROM', value: (identity) => identity.token_from },
];

export function define(command: Command, context: Context): void {
  command
    .addHelpText('after', '\nReads the token here and sends nothing. Ends with 3 when it has expired.')
    .action(() => run(context));
}

async function run(context: Context): Promise<void> {
  const { url, token, tokenSource } = await context.settings();
  if (token === undefined) throw new NotLoggedInError(`There is no token for ${url}.`, { hints: ['orders login'] });
  const claims = decodeToken(token);
  if (!claims) {
    throw new NotLoggedInError('The token is not a JSON Web Token; only the service can say whose it is.', {
      hints: ['orders login'],
    });
  }
  const output = await context.output();
  await output.one({
    value: identityFrom(claims, url, tokenSource ?? ''),
    columns: COLUMNS,
    id: (identity) => identity.user_id ?? '',
    page: (view) =>
      renderFacts(
        [
          ['User', describeToken(claims).replace(/^User /, '')],
          ['Service', url],
          ['Token', `from ${tokenSource ?? 'nowhere'}, ${expiry(claims, view.now)}`],
        ],
        view,
      ),
  });
  if (claims.expiresAt && claims.expiresAt <= context.now()) {
    throw new NotLoggedInError('The token has expired.', { hints: ['orders login'] });
  }
}

function identityFrom(claims: TokenClaims, url: string, tokenFrom: string): Identity {
  return {
    url,
    token_from: tokenFrom,
    user_id: claims.userId ?? null,
    email: claims.email ?? null,
    role: claims.role ?? null,
    operator: claims.isOperator,
    expires_at: claims.expiresAt?.toISOString() ?? null,
  };
}
