/** What went wrong, as a stable word. */
export type EmbeddedPostgresErrorCode =
  'unsupported_platform' | 'already_running' | 'port_taken' | 'not_accessible' | 'start_failed';

/**
 * The embedded PostgreSQL cannot be used. The message says what happened and, in its last sentence, what the reader can
 * do about it.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
