import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import type { CommandDescription } from '../features/command-description.js';
import type { Column } from '../render/column.js';
import { show } from '../render/terminal-text.js';

const COLUMNS: readonly Column<CommandDescription>[] = [
  { name: 'name', heading: 'COMMAND', value: ({ name }) => name },
  { name: 'changes', heading: 'CHANGES', value: ({ changes }) => changes ?? '' },
  { name: 'summary', heading: 'SUMMARY', value: ({ summary }) => summary, minWidth: 6 },
];

const EXAMPLES = `
Examples:
  orders commands
  orders commands -o json | jq -r '.commands[].options[].name'

-o json describes arguments, options with the types of their values, exit codes,
and what each command may change: nothing, the service (orders and events) or
this computer (files and settings).`;

export function define(command: Command, context: Context): void {
  command.addHelpText('after', EXAMPLES).action(() => run(context));
}

async function run(context: Context): Promise<void> {
  context.io.page();
  const [output, description] = await Promise.all([context.output(), context.describeCommandLine()]);
  if (output.format === 'json' || output.format === 'yaml') {
    await output.one({ value: description, columns: [], id: () => '', page: () => show`` });
    return;
  }
  await output.list({
    rows: description.commands.flatMap(leaves),
    columns: COLUMNS,
    id: ({ name }) => name,
    empty: '',
  });
}

/** The commands that can be run: a command that needs a subcommand cannot. */
function leaves(command: CommandDescription): CommandDescription[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}
