import { DomainError } from '../../domain/errors.js';

export class AuthenticationRequiredError extends DomainError {
  readonly code = 'authentication_required';

  constructor() {
    super('Sign in: send a token as "Authorization: Bearer <token>".');
  }
}

export class TokenInvalidError extends DomainError {
  readonly code = 'token_invalid';

  /** `fault` completes "The token …" in ASCII without quotes, and quotes nothing of the token. */
  constructor(fault: string, options?: ErrorOptions) {
    super(`The token ${fault}. Sign in again.`, options);
  }
}

export class TokenExpiredError extends DomainError {
  readonly code = 'token_expired';

  constructor(options?: ErrorOptions) {
    super('The token has expired. Sign in again.', options);
  }
}

/** The keys that the token is verified with could not be fetched, so the token may be valid. */
export class IdentityProviderUnavailableError extends DomainError {
  readonly code = 'identity_provider_unavailable';
  readonly retryAfterSeconds = 5;

  constructor(options?: ErrorOptions) {
    super('The keys that tokens are verified with cannot be fetched. Try again in a moment.', options);
  }
}
