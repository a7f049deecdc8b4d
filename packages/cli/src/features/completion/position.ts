import type { Command, Option } from 'commander';
import type { Position } from './candidates.js';

/** Determines the position of the cursor from the words up to it; the last one is being typed. */
export function locate(program: Command, words: readonly string[]): Position {
  const word = words.at(-1) ?? '';
  let command: Command | undefined;
  let pendingOption: Option | undefined;
  const positionals: string[] = [];
  for (const earlier of words.slice(0, -1)) {
    if (pendingOption) {
      pendingOption = undefined;
    } else if (earlier.startsWith('-') && earlier !== '-') {
      pendingOption = findOption([command, program], earlier);
    } else if (!command) {
      command = program.commands.find((each) => each.name() === earlier);
      if (!command) break; // an unknown command has no completions
    } else {
      const subcommand: Command | undefined = command.commands.find((each) => each.name() === earlier);
      if (subcommand) command = subcommand;
      else positionals.push(earlier);
    }
  }
  return { program, command, positionals, pendingOption, word };
}

/** The option of this name, if it takes a value. */
function findOption(commands: readonly (Command | undefined)[], name: string): Option | undefined {
  return commands
    .flatMap((command) => command?.options ?? [])
    .find((option) => (option.long === name || option.short === name) && (option.required || option.optional));
}
