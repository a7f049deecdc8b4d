export type Environment = Readonly<Record<string, string | undefined>>;

export interface Range {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

export const MAX_PORT = 65_535;

/** A plain decimal number: `Number` would also accept `0x50`, `5e1` and white space. */
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Variables whose value may be any text. A URL with a password is none of them: it has no white space. */
const SECRETS: ReadonlySet<string> = new Set(['SECRET_KEY', 'RABBITMQ_PASS']);

/** Keys, whose files nobody else should be able to read. */
const KEYS: ReadonlySet<string> = new Set(['SECRET_KEY', 'SECRET_KEYS', 'TLS_KEY', 'RABBITMQ_KEY']);

/** White space, and characters without a width: what editors, shells and web pages leave around a value. */
const INVISIBLE_AROUND = /^[\s\u200B\u2060]+|[\s\u200B\u2060]+$/g;
/** Docker's `--env-file` and systemd's `Environment=` in some forms keep the quotes of a value. */
const QUOTED = /^(["']).*\1$/s;
/** What decoding as UTF-8 makes of bytes that are none, and the zeros of UTF-16. */
const BINARY = /[\0\uFFFD]/;
/** Kubernetes sets `X_PORT` to such a value in every pod beside a Service with the name x. */
const SERVICE_LINK = 'tcp://';

function trim(value: string): string {
  return value.replace(INVISIBLE_AROUND, '');
}

/** Whether a variable has a value, or a file with one. */
export function isSet(env: Environment, name: string): boolean {
  return trim(env[name] ?? '') !== '' || trim(env[`${name}_FILE`] ?? '') !== '';
}

/** Reads variables one by one and collects the problems with them. An empty variable, or one of white space, counts as absent. */
export class Variables {
  readonly problems: string[] = [];
  readonly warnings: string[] = [];
  readonly #env: Environment;
  readonly #readText: (path: string) => string;
  readonly #isReadByOthers: (path: string) => boolean;
  readonly #values = new Map<string, string | undefined>();

  constructor(
    env: Environment,
    readText: (path: string) => string,
    isReadByOthers: (path: string) => boolean = () => false,
  ) {
    this.#env = env;
    this.#readText = readText;
    this.#isReadByOthers = isReadByOthers;
  }

  optional(name: string): string | undefined {
    if (!this.#values.has(name)) this.#values.set(name, this.#read(name)); // once, so that a problem is reported once
    return this.#values.get(name);
  }

  /**
   * A function that reads variables again, if one of them is given as a file, which may change. It throws an Error with the
   * problems that it finds.
   */
  ifFiles<Value>(names: readonly string[], read: (variables: Variables) => Value): (() => Value) | undefined {
    if (!names.some((name) => trim(this.#env[`${name}_FILE`] ?? '') !== '')) return undefined;
    return () => {
      const variables = new Variables(this.#env, this.#readText);
      const value = read(variables);
      if (variables.problems.length > 0) throw new Error(variables.problems.join(' '));
      return value;
    };
  }

  /** Warns if other users can read the file with a key. */
  warnIfReadByOthers(what: string, path: string): void {
    if (!this.#isReadByOthers(path)) return;
    this.warnings.push(`${what} can be read by every user of this machine. Run chmod o-r on the file.`);
  }

  #read(name: string): string | undefined {
    const path = trim(this.#env[`${name}_FILE`] ?? '');
    const value = this.#env[name] ?? '';
    if (path === '') return this.#clean(name, value, QUOTED.test(trim(value)));
    if (trim(value) !== '') this.problems.push(`${name} and ${name}_FILE are both set. Keep one of them.`);
    try {
      const text = this.#readText(path).replace(/^\uFEFF/, '');
      if (KEYS.has(name)) this.warnIfReadByOthers(`${name}_FILE`, path);
      if (BINARY.test(text)) this.problems.push(`${name}_FILE does not name a file of UTF-8 text.`);
      return this.#clean(name, text.replace(/\r?\n$/, ''), !SECRETS.has(name) && QUOTED.test(trim(text)));
    } catch (error) {
      this.problems.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** White space around a value is never meant, but a secret's must be removed where the secret is kept, too. */
  #clean(name: string, value: string, isQuoted: boolean): string | undefined {
    const trimmed = trim(value);
    if (trimmed === '') return undefined;
    if (SECRETS.has(name) && trimmed !== value) {
      this.problems.push(`${name} begins or ends with white space or a line break. Remove it.`);
    }
    if (isQuoted) {
      const otherwise = SECRETS.has(name) ? `, or use ${name}_FILE if they belong to the secret` : '';
      this.problems.push(`${name} is in quotes, which would be part of its value. Remove them${otherwise}.`);
    }
    return trimmed;
  }

  text(name: string, fallback: string): string {
    return this.optional(name) ?? fallback;
  }

  /** The text of the file that the variable names; undefined if the variable is absent. */
  textOfFile(name: string): string | undefined {
    const path = this.optional(name);
    try {
      return path === undefined ? undefined : this.#readText(path);
    } catch (error) {
      this.problems.push(`${name} cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** The entries of a comma list; none if the variable is absent. */
  list(name: string): string[] {
    return this.text(name, '')
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean);
  }

  required(name: string, what: string): string {
    const value = this.optional(name);
    if (value === undefined) this.problems.push(`${name} is missing. Set it to ${what}.`);
    return value ?? '';
  }

  /** A value with rules of its own: `problemsOf` returns what completes "NAME …". */
  checked(
    name: string,
    what: string,
    problemsOf: (value: string, readText: (path: string) => string) => readonly string[],
  ): string {
    const value = this.required(name, what);
    if (/[\s\p{Cc}]/u.test(value)) this.problems.push(`${name} contains white space. Remove it, or write it as %20.`);
    else if (value !== '')
      this.problems.push(...problemsOf(value, this.#readText).map((problem) => `${name} ${problem}`));
    return value;
  }

  /** A problem never quotes the value, which may contain a password. */
  url(name: string, protocols: readonly string[]): string {
    const wanted = `a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`;
    const value = this.optional(name);
    if (value === undefined) this.problems.push(`${name} is missing. Set it to ${wanted}.`);
    else if (/[\s\p{Cc}]/u.test(value))
      this.problems.push(`${name} contains white space. Remove it, or write it as %20.`);
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
    if (value.startsWith(SERVICE_LINK)) {
      this.problems.push(
        `${name} is "${value}", as Kubernetes sets it for one of its Services. Set ${name} to a number from ${min} to ${max} in the pod, or set enableServiceLinks: false there.`,
      );
    } else if (!(number >= min && number <= max)) {
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
