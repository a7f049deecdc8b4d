/** What a line is about: `method`, `url`, `request_id`, `attempt`, `status`, `duration_ms`, `headers`, …; no credentials. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Takes the lines of the client's log. Loggers such as pino and winston fit by a function for each level. */
export interface Logger {
  /** Every attempt and its answer, with headers. */
  debug(message: string, fields: LogFields): void;
  /** Every call, when it ends. */
  info(message: string, fields: LogFields): void;
  /** Attempts that are repeated, and calls of which nobody knows whether they had an effect. */
  warn(message: string, fields: LogFields): void;
}
