import type { Command } from 'commander';
import { COMMANDS } from '../command-list.js';
import type { Context } from '../context.js';
import { printable } from '../display/text.js';
import { findCandidates } from './candidates.js';
import { locate } from './position.js';

/**
 * Answers a shell that asks what could stand at the cursor: a line for each word, with what it means behind a tab. A
 * completion that fails must not disturb what is being typed, so then there are no words.
 */
export async function complete(context: Context, program: Command, words: readonly string[]): Promise<void> {
  try {
    const name = locate(program, words).command?.name();
    const module = await COMMANDS.find((entry) => entry.name === name)?.load();
    const command = program.commands.find((each) => each.name() === name);
    if (command) module?.define(command, context);
    const position = locate(program, words); // once more, now that the command's own options are known
    const candidates = await findCandidates(context, position);
    const lines = candidates
      .filter(({ word }) => word.startsWith(position.word))
      .map(({ word, meaning }) => `${printable(word)}\t${printable(meaning)}\n`);
    await context.io.out(lines.join(''));
  } catch (error) {
    context.debug(`completion: ${String(error)}`);
  }
}
