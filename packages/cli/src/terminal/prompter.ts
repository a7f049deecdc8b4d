import { confirm, input, password, search, select } from '@inquirer/prompts';
import { InterruptedError } from '../errors.js';
import { printable } from '../render/printable.js';
import type { Io } from './io.js';

export interface Choice<Value> {
  readonly value: Value;
  readonly name: string;
  readonly description?: string;
}

/** Asks a person. Every method throws InterruptedError when they answer with Ctrl-C. */
export interface Prompter {
  text(message: string, validate: (text: string) => true | string, initial?: string): Promise<string>;
  /** Shows nothing of what is typed. */
  secret(message: string): Promise<string>;
  choose<Value>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** A list that is narrowed by typing. */
  find<Value>(message: string, matching: (term: string) => readonly Choice<Value>[]): Promise<Value>;
  confirm(message: string, initial: boolean): Promise<boolean>;
}

/** Prompts go to stderr, so that stdout holds nothing but data. What others wrote in them is escaped. */
export function createPrompter({ stdin, stderr }: Io): Prompter {
  const context = { input: stdin, output: stderr };
  return {
    text: (message, validate, initial) =>
      ask(
        input({ message: printable(message), validate, ...(initial !== undefined && { default: initial }) }, context),
      ),
    secret: (message) => ask(password({ message: printable(message), mask: false }, context)),
    choose: (message, choices) =>
      ask(select({ message: printable(message), choices: choices.map(escapeChoice) }, context)),
    find: (message, matching) =>
      ask(search({ message: printable(message), source: (term) => matching(term ?? '').map(escapeChoice) }, context)),
    confirm: (message, initial) => ask(confirm({ message: printable(message), default: initial }, context)),
  };
}

function escapeChoice<Value>({ value, name, description }: Choice<Value>): Choice<Value> {
  return { value, name: printable(name), ...(description !== undefined && { description: printable(description) }) };
}

async function ask<Answer>(question: Promise<Answer>): Promise<Answer> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      throw new InterruptedError('Interrupted.', { cause: error });
    }
    throw error;
  }
}
