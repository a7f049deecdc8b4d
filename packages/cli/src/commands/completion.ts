import { Argument, type Command } from 'commander';
import { SCRIPTS, type Shell } from '../features/completion/scripts.js';
import type { Context } from '../features/context.js';

const EXAMPLES = `
Examples:
  eval "$(orders completion bash)"      in ~/.bashrc
  eval "$(orders completion zsh)"       in ~/.zshrc, after compinit
  orders completion fish > ~/.config/fish/completions/orders.fish

Completes commands, options, statuses, formats, profiles, columns, and the ids
of your newest orders.`;

export function define(command: Command, context: Context): void {
  command
    .addArgument(new Argument('<shell>', 'which one').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', EXAMPLES)
    .action((shell: Shell) => context.io.out(SCRIPTS[shell]));
}
