import { InterruptedError } from '../errors.js';
import { printable } from '../render/printable.js';
import { discardTypedAhead } from './typed-ahead.js';
import type { Io } from './io.js';

export interface Choice<Value> {
  readonly value: Value;
  readonly name: string;
  readonly description?: string;
}

/** Interactive prompts. Every method throws InterruptedError on Ctrl-C. */
export interface Prompter {
  text(message: string, validate: (text: string) => true | string, initial?: string): Promise<string>;
  /** Does not echo the input. */
  secret(message: string): Promise<string>;
  choose<Value>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** A list with incremental search. */
  find<Value>(message: string, matching: (term: string) => readonly Choice<Value>[]): Promise<Value>;
  confirm(message: string, initial: boolean): Promise<boolean>;
}

/** Prompts are written to stderr, so that stdout contains only data. Untrusted text in them is escaped. */
export async function createPrompter({ stdin, stderr }: Io): Promise<Prompter> {
  // An ES module: the joined command line is CommonJS, and Node.js 20 warns of ES modules that are required.
  const { confirm, input, password, search, select } = await import('@inquirer/prompts');
  const context = { input: stdin, output: stderr };
  const ask = async <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    await discardTypedAhead(stdin);
    return answerOf(question());
  };
  return {
    text: (message, validate, initial) =>
      ask(() =>
        input({ message: printable(message), validate, ...(initial !== undefined && { default: initial }) }, context),
      ),
    secret: (message) => ask(() => password({ message: printable(message), mask: false }, context)),
    choose: (message, choices) =>
      ask(() => select({ message: printable(message), choices: choices.map(escapeChoice) }, context)),
    find: (message, matching) =>
      ask(() =>
        search({ message: printable(message), source: (term) => matching(term ?? '').map(escapeChoice) }, context),
      ),
    confirm: (message, initial) => ask(() => confirm({ message: printable(message), default: initial }, context)),
  };
}

function escapeChoice<Value>({ value, name, description }: Choice<Value>): Choice<Value> {
  return { value, name: printable(name), ...(description !== undefined && { description: printable(description) }) };
}

async function answerOf<Answer>(question: Promise<Answer>): Promise<Answer> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      throw new InterruptedError('Interrupted.', { cause: error });
    }
    throw error;
  }
}
