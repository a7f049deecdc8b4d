import type { Logger } from 'pino';

/** Logs a failure the first time, and again only after its topic has succeeded in between. */
export class WarnOnce {
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #failing = new Set<string>();

  constructor(logger: Pick<Logger, 'warn'>) {
    this.#logger = logger;
  }

  warn(topic: string, details: object, message: string): void {
    if (this.#failing.has(topic)) return;
    this.#failing.add(topic);
    this.#logger.warn(details, message);
  }

  /** The topic has succeeded: its next failure is logged. */
  clear(topic: string): void {
    this.#failing.delete(topic);
  }
}
