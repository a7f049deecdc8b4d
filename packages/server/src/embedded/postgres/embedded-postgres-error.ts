/** Why the embedded PostgreSQL cannot be used. */
export type EmbeddedPostgresErrorCode =
  'unsupported_platform' | 'not_installed' | 'already_running' | 'port_taken' | 'not_accessible' | 'start_failed';

/** The embedded PostgreSQL cannot be used. The message explains why and, in its last sentence, what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
