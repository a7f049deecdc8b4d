import type { Logger } from 'pino';

/** Says once what goes wrong, however often it does, and again only after it has gone right in between. */
export class WarnOnce {
  readonly #open = new Set<string>();

  constructor(private readonly logger: Pick<Logger, 'warn'>) {}

  warn(topic: string, details: object, message: string): void {
    if (this.#open.has(topic)) return;
    this.#open.add(topic);
    this.logger.warn(details, message);
  }

  /** What the topic is about has gone right. */
  clear(topic: string): void {
    this.#open.delete(topic);
  }
}
