import { defectsOf } from '../named-mutant.js';

export const AUTH_DEFECTS = [
  ...defectsOf(
    'server/src/http/auth/token-verifier.ts',
    ['unit/auth'],
    [
      ['every algorithm of a secret is accepted', '    algorithms: [...algorithms],\n', ''],
      ['the issuer is not checked', '    ...(issuer === undefined ? {} : { issuer }),\n', ''],
      ['the audience is not checked', '    ...(audience === undefined ? {} : { audience }),\n', ''],
      [
        'expired tokens are accepted',
        'clockTolerance: clockToleranceSeconds',
        'clockTolerance: clockToleranceSeconds + 1e9',
      ],
      ['the clocks may not differ', 'clockTolerance: clockToleranceSeconds', 'clockTolerance: 0'],
      ['extensions of a header are ignored', '      refuseExtensions(header);\n', ''],
      [
        'an expired token is reported as invalid',
        '  if (cause instanceof jsonwebtoken.TokenExpiredError) return new TokenExpiredError(options);\n',
        '',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/http/auth/token-verifier.ts',
    ['unit/auth-verdicts'],
    [['the age of a token is told by another clock', 'return now() / 1000;', 'return Date.now() / 1000;']],
  ),
  ...defectsOf(
    'server/src/http/auth/token-claims.ts',
    ['unit/auth'],
    [
      [
        'a token without exp is accepted',
        "if (typeof exp !== 'number' || !(exp <= MAX_NUMERIC_DATE))",
        "if (typeof exp === 'string' || exp === null || (exp as number) > MAX_NUMERIC_DATE)",
      ],
      [
        'a role that contains "operator" is an operator',
        'values.includes(value)',
        'values.some((known) => value.includes(known))',
      ],
      ['a role is compared without case', 'values.includes(value)', 'values.includes(value.toLowerCase())'],
      [
        'a role is split at spaces',
        "name === 'scope' ? claim.split(' ').filter(Boolean) : [claim]",
        "claim.split(' ').filter(Boolean)",
      ],
      ['a scope is not split at spaces', "name === 'scope' ? claim.split(' ').filter(Boolean) : [claim]", '[claim]'],
      [
        'an operator needs the role and the scope',
        'operator: Object.entries(OPERATOR_CLAIMS).some(',
        'operator: Object.entries(OPERATOR_CLAIMS).every(',
      ],
      ['"01" is user 1', '(0|[1-9]\\d{0,15})', '(\\d{1,16})'],
      ['a user id is rounded', '!Number.isSafeInteger(userId)', '!Number.isFinite(userId)'],
      ['user_id replaces sub', 'readUserId(sub ?? user_id)', 'readUserId(user_id ?? sub)'],
      ['an email that cannot be stored is accepted', ' || !isStorableText(email)', ''],
    ],
  ),
  ...defectsOf(
    'server/src/http/auth/authenticate.ts',
    ['unit/auth-verdicts'],
    [
      [
        'a verdict outlives its token',
        'Math.min(identity.expiresAtMs, now() + MAX_VERDICT_AGE_MS)',
        'now() + MAX_VERDICT_AGE_MS',
      ],
      [
        'a verdict outlives a key that was withdrawn',
        'Math.min(identity.expiresAtMs, now() + MAX_VERDICT_AGE_MS)',
        'identity.expiresAtMs',
      ],
      [
        'every request is verified again',
        '    verdicts.set(tokenHash, identity, Math.min(identity.expiresAtMs, now() + MAX_VERDICT_AGE_MS));\n',
        '',
      ],
      [
        'all tokens have one verdict',
        "bearerToken(ctx.get('authorization'))",
        "bearerToken(ctx.get('authorization')).slice(0, 20)",
      ],
      [
        'a forged token is verified each time',
        'if (isForGood(error)) refusals.set(tokenHash, error, performance.now() + REFUSAL_AGE_MS);',
        '',
      ],
      [
        'a token that is not valid yet is refused after it is',
        'return cause instanceof jsonwebtoken.JsonWebTokenError && cause.name',
        'return cause instanceof jsonwebtoken.JsonWebTokenError || cause.name',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/http/auth/authenticate.ts',
    ['unit/auth'],
    [
      [
        'operators that the configuration names are users',
        'withNamedRole(verified.caller, operators)',
        'verified.caller',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/http/auth/bearer-token.ts',
    ['unit/auth'],
    [
      ['any scheme is accepted', 'if (!/^Bearer( |$)/i.test(credentials))', "if (credentials === '')"],
      [
        'a token of any length is verified',
        '  if (credentials.length > MAX_TOKEN_LENGTH) throw',
        '  if (credentials.length > 1e9) throw',
      ],
      ['what follows a token is ignored', '=*)$/i;', '=*)/i;'],
    ],
  ),
  ...defectsOf(
    'server/src/http/auth/require-operator.ts',
    ['unit/require-operator'],
    [
      [
        'everyone passes as an operator',
        '    if (!callerOf(ctx).operator) throw new OperatorRequiredError(action);\n',
        '',
      ],
      [
        'a request without a token passes',
        'if (!callerOf(ctx).operator)',
        'if (ctx.state.identity && !callerOf(ctx).operator)',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/http/auth/signing-keys.ts',
    ['unit/signing-keys'],
    [
      [
        'a public key may be used as a secret',
        "const algorithms = ['RS256', 'ES256'];",
        "const algorithms = ['RS256', 'ES256', 'HS256'];",
      ],
      ['the kid of a token is ignored', '...(kid === undefined ? {} : { kid })', ''],
      [
        'an identity provider that is away makes every token invalid',
        '      throw new IdentityProviderUnavailableError({ cause: error });',
        "      throw new TokenInvalidError('names no key', { cause: error });",
      ],
      ['an unknown key is reported as an outage', 'if (error instanceof errors.JWKSNoMatchingKey ||', 'if ('],
      ['an unknown kid fetches the keys each time', 'cooldownDuration: JWKS_COOLDOWN_MS', 'cooldownDuration: 0'],
    ],
  ),
  ...defectsOf(
    'server/src/http/auth/signing-keys.ts',
    ['unit/auth'],
    [['an empty secret signs tokens', 'if (one.secret.length === 0) throw', 'if (one.secret.length < 0) throw']],
  ),
];
