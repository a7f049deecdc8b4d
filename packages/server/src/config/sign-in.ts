import type { NamedOperators } from '../domain/caller.js';
import type { KeySource, SecretSource } from '../ports/key-source.js';
import { readSecretKeys } from './secret-keys.js';
import type { Variables } from './environment-variables.js';

export type SignInConfig = {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly clockToleranceSeconds: number;
  /** For user services that issue no roles. */
  readonly operators: NamedOperators;
} & KeySource;

const SECRET_VARIABLES = ['SECRET_KEY', 'SECRET_KEYS'];
const HMAC_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const;

/** `JWKS_URL` of an identity provider, or the secrets that the shop's user service signs with. */
export function readSignIn(variables: Variables): SignInConfig {
  const common = {
    issuer: variables.optional('JWT_ISSUER'),
    audience: variables.optional('JWT_AUDIENCE'),
    clockToleranceSeconds: variables.integer('JWT_CLOCK_TOLERANCE', { fallback: 0, min: 0, max: 300 }),
    operators: readOperators(variables),
  };
  if (variables.optional('JWKS_URL') !== undefined) {
    for (const name of SECRET_VARIABLES.filter((name) => variables.optional(name) !== undefined)) {
      variables.problems.push(`${name} and JWKS_URL are both set. Keep the one that signs your tokens.`);
    }
    return { ...common, jwksUrl: variables.url('JWKS_URL', ['https', 'http']) };
  }
  const readSource = (from: Variables): SecretSource => {
    const algorithm = from.choice('ALGORITHM', HMAC_ALGORITHMS, 'HS256');
    const [first = { secret: '' }, ...furtherKeys] = readSecretKeys(from, algorithm);
    return { ...first, algorithm, ...(furtherKeys.length > 0 && { furtherKeys }) };
  };
  const readAgain = variables.ifFiles(SECRET_VARIABLES, readSource);
  return { ...common, ...readSource(variables), ...(readAgain && { readAgain }) };
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
