import { DomainError } from '../domain/errors.js';

/** The caller is not known (401). */
export abstract class AuthenticationError extends DomainError {
  /** What the `WWW-Authenticate` header says (RFC 6750, section 3). */
  abstract readonly wwwAuthenticate: string;
}

export class AuthenticationRequiredError extends AuthenticationError {
  readonly code = 'authentication_required';
  readonly wwwAuthenticate = 'Bearer'; // RFC 6750: no error code where no token was sent

  constructor() {
    super('Sign in: send a token as "Authorization: Bearer <token>".');
  }
}

abstract class TokenError extends AuthenticationError {
  get wwwAuthenticate(): string {
    return `Bearer error="invalid_token", error_description="${this.message}"`;
  }
}

export class TokenInvalidError extends TokenError {
  readonly code = 'token_invalid';

  /** `fault` completes "The token …" in ASCII without quotes, and quotes nothing of the token. */
  constructor(fault: string, options?: ErrorOptions) {
    super(`The token ${fault}. Sign in again.`, options);
  }
}

export class TokenExpiredError extends TokenError {
  readonly code = 'token_expired';

  constructor(options?: ErrorOptions) {
    super('The token has expired. Sign in again.', options);
  }
}

/** The token may be good, but the keys to tell could not be fetched (503). */
export class IdentityProviderUnavailableError extends DomainError {
  readonly code = 'identity_provider_unavailable';
  override readonly members = { retry_after: 5 };

  constructor(options?: ErrorOptions) {
    super('The keys that tokens are checked against cannot be fetched. Try again in a moment.', options);
  }
}
