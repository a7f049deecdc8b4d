export type Environment = Readonly<Record<string, string | undefined>>;

export interface Range {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

export const MAX_PORT = 65_535;

/** A plain decimal number: `Number` would also accept `0x50`, `5e1` and white space. */
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Reads variables one by one and collects the problems with them. An empty variable counts as absent. */
export class Variables {
  readonly problems: string[] = [];
  readonly warnings: string[] = [];
  readonly #env: Environment;
  readonly #readText: (path: string) => string;
  readonly #values = new Map<string, string | undefined>();

  constructor(env: Environment, readText: (path: string) => string) {
    this.#env = env;
    this.#readText = readText;
  }

  optional(name: string): string | undefined {
    if (!this.#values.has(name)) this.#values.set(name, this.#read(name)); // once, so that a problem is reported once
    return this.#values.get(name);
  }

  #read(name: string): string | undefined {
    const value = this.#env[name];
    const path = this.#env[`${name}_FILE`];
    if (!path) return value === '' ? undefined : value;
    if (value) this.problems.push(`${name} and ${name}_FILE are both set. Keep one of them.`);
    try {
      return this.#readText(path).replace(/\r?\n$/, '') || undefined;
    } catch (error) {
      this.problems.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  text(name: string, fallback: string): string {
    return this.optional(name) ?? fallback;
  }

  required(name: string, what: string): string {
    const value = this.optional(name);
    if (value === undefined) this.problems.push(`${name} is missing. Set it to ${what}.`);
    return value ?? '';
  }

  /** A problem never quotes the value, which may contain a password. */
  url(name: string, protocols: readonly string[]): string {
    const wanted = `a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`;
    const value = this.optional(name);
    if (value === undefined) this.problems.push(`${name} is missing. Set it to ${wanted}.`);
    else if (
      !URL.canParse(value) ||
      !protocols.includes(new URL(value).protocol.slice(0, -1)) ||
      new URL(value).hostname === ''
    ) {
      this.problems.push(`${name} is not ${wanted}.`);
    }
    return value ?? '';
  }

  number(name: string, { fallback, min, max }: Range): number {
    const value = this.optional(name);
    if (value === undefined) return fallback;
    const number = DECIMAL.test(value) ? Number(value) : NaN;
    if (!(number >= min && number <= max)) {
      this.problems.push(`${name} is "${value}". Set it to a number from ${min} to ${max}.`);
    }
    return number;
  }

  integer(name: string, range: Range): number {
    const before = this.problems.length;
    const number = this.number(name, range);
    if (this.problems.length === before && !Number.isInteger(number)) {
      this.problems.push(`${name} is "${number}". Set it to a whole number from ${range.min} to ${range.max}.`);
    }
    return number;
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.optional(name);
    const choice = choices.find((candidate) => candidate === value);
    if (value !== undefined && choice === undefined) {
      this.problems.push(`${name} is "${value}". Set it to ${choices.join(' or ')}.`);
    }
    return choice ?? fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    return this.choice(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }
}
