import type { Command } from 'commander';
import type { Context } from '../context.js';
import { printable } from '../../render/printable.js';
import { findCandidates } from './candidates.js';
import { locate } from './position.js';

/**
 * Prints the completions at the cursor: a line for each word, with its description after a tab. `define` adds the
 * options of a command. Prints nothing if it fails, so that no error disturbs the command line being typed.
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
    const position = locate(program, words); // again, now that the options of the command are known
    const candidates = await findCandidates(context, position);
    const lines = candidates
      .filter(({ word }) => word.startsWith(position.word))
      .map(({ word, meaning }) => `${printable(word)}\t${printable(meaning)}\n`);
    await context.io.out(lines.join(''));
  } catch (error) {
    context.debug(`completion: ${String(error)}`);
  }
}
