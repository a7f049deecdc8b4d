import type { Command } from 'commander';
import { SCRIPTS } from '../features/completion/scripts.js';
import type { Context } from '../features/context.js';
import { UsageError } from '../errors.js';

const EXAMPLES = `
Examples:
  eval "$(orders completion bash)"      in ~/.bashrc
  eval "$(orders completion zsh)"       in ~/.zshrc, after compinit
  orders completion fish > ~/.config/fish/completions/orders.fish

Completes commands, options, statuses, formats, profiles, columns, and the ids
of your newest orders.`;

export function define(command: Command, context: Context): void {
  command
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', EXAMPLES)
    .action(async (shell: string) => {
      const script = Object.entries(SCRIPTS).find(([name]) => name === shell)?.[1];
      if (script === undefined) throw new UsageError(`There is completion for bash, zsh and fish; not for '${shell}'.`);
      await context.io.out(script);
    });
}
