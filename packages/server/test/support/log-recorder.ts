/** A logger that records its calls, instead of pino. */
export class LogRecorder {
  readonly entries: { readonly level: 'info' | 'warn'; readonly text: string; readonly details: unknown }[] = [];

  info(...said: unknown[]): void {
    this.#record('info', said);
  }

  warn(...said: unknown[]): void {
    this.#record('warn', said);
  }

  /** The warnings whose message matches. */
  warnings(pattern: RegExp): unknown[] {
    return this.entries.filter(({ level, text }) => level === 'warn' && pattern.test(text));
  }

  #record(level: 'info' | 'warn', said: unknown[]): void {
    const [details, text] = said.length > 1 ? said : [undefined, said[0]];
    this.entries.push({ level, details, text: String(text) });
  }
}
