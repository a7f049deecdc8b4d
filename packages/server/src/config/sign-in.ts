import type { NamedOperators } from '../domain/caller.js';
import type { Variables } from './environment-variables.js';

export type SignInConfig = {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly clockToleranceSeconds: number;
  /** For user services that issue no roles. */
  readonly operators: NamedOperators;
} & ({ readonly secret: string; readonly algorithm: HmacAlgorithm } | { readonly jwksUrl: string });

const HMAC_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const;
export type HmacAlgorithm = (typeof HMAC_ALGORITHMS)[number];

/** A shorter secret can be guessed from one token (RFC 7518, section 3.2, for HS256). */
const MIN_SECRET_BYTES = 32;

/** `JWKS_URL` of an identity provider, or the `SECRET_KEY` that the shop's user service signs with. */
export function readSignIn(variables: Variables): SignInConfig {
  const common = {
    issuer: variables.optional('JWT_ISSUER'),
    audience: variables.optional('JWT_AUDIENCE'),
    clockToleranceSeconds: variables.integer('JWT_CLOCK_TOLERANCE', { fallback: 0, min: 0, max: 300 }),
    operators: readOperators(variables),
  };
  if (variables.optional('JWKS_URL') !== undefined) {
    if (variables.optional('SECRET_KEY') !== undefined) {
      variables.problems.push('SECRET_KEY and JWKS_URL are both set. Keep the one that signs your tokens.');
    }
    return { ...common, jwksUrl: variables.url('JWKS_URL', ['https', 'http']) };
  }
  const secret = variables.required('SECRET_KEY', "the key that signs the user service's tokens, or set JWKS_URL");
  if (secret !== '' && Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
    const sentence = `SECRET_KEY is shorter than ${MIN_SECRET_BYTES} bytes and can be guessed. Use a longer one.`;
    (variables.text('NODE_ENV', '') === 'production' ? variables.problems : variables.warnings).push(sentence);
  }
  return { ...common, secret, algorithm: variables.choice('ALGORITHM', HMAC_ALGORITHMS, 'HS256') };
}

function readOperators(variables: Variables): NamedOperators {
  const userIds = variables.list('OPERATOR_USER_IDS');
  const emails = variables.list('OPERATOR_EMAILS');
  const notIds = userIds.filter((id) => !/^(0|[1-9]\d{0,14})$/.test(id));
  if (notIds.length > 0) {
    variables.problems.push(`OPERATOR_USER_IDS has ${notIds.join(', ')}. Use a comma list of numbers of users.`);
  }
  const notEmails = emails.filter((email) => !email.includes('@'));
  if (notEmails.length > 0) {
    variables.problems.push(`OPERATOR_EMAILS has ${notEmails.join(', ')}. Use a comma list of addresses.`);
  }
  return { userIds: new Set(userIds.map(Number)), emails: new Set(emails.map((email) => email.toLowerCase())) };
}
