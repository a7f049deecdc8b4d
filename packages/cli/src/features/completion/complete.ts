import type { Command } from 'commander';
import type { Context } from '../context.js';
import { printable } from '../../render/printable.js';
import { findCandidates } from './candidates.js';
import { locate } from './position.js';

/**
 * Answers a shell that asks what could stand at the cursor: a line for each word, with its meaning after a tab. `define`
 * gives a command its options. A completion that fails must not disturb what is being typed: then there are no words.
 */
export async function complete(
  context: Context,
  program: Command,
  words: readonly string[],
  define: (command: Command) => Promise<void>,
): Promise<void> {
  try {
    const { command } = locate(program, words);
    if (command) await define(command);
    const position = locate(program, words); // again, now that the command's own options are known
    const candidates = await findCandidates(context, position);
    const lines = candidates
      .filter(({ word }) => word.startsWith(position.word))
      .map(({ word, meaning }) => `${printable(word)}\t${printable(meaning)}\n`);
    await context.io.out(lines.join(''));
  } catch (error) {
    context.debug(`completion: ${String(error)}`);
  }
}
