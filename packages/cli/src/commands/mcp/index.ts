import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import type { Context } from '../../features/context.js';
import { CHANGES, type Change } from '../../features/assistant/contract-operation.js';

interface McpFlags {
  readonly allow: readonly Change[];
}

const EXAMPLES = `
An assistant starts this command by itself and talks to it over stdin and
stdout. Its configuration names the command, for example:
  { "mcpServers": { "orders": { "command": "orders", "args": ["mcp"] } } }

Without --allow the assistant can only read, what your token can read. With it,
each change is shown to you by the assistant's program, which has to be able to
ask you. The change is made when you accept it, and only to the version of the
order that you were shown. The history names you and the program:
  user:7 via mcp:assistant

Examples:
  orders mcp
  orders mcp --profile shop
  orders mcp --allow create,status`;

export function define(command: Command, context: Context): void {
  command
    .option('--allow <changes>', `what may be changed: ${CHANGES.join(', ')}`, parseChanges, [])
    .addHelpText('after', EXAMPLES)
    .action(async (flags: McpFlags) => {
      const { serve } = await import('./serve.js');
      await serve(context, new Set(flags.allow));
    });
}

/** Reads a list such as `create,status`. Throws UsageError. */
export function parseChanges(text: string, earlier: readonly Change[] = []): readonly Change[] {
  const named = text.split(',').map((word) => {
    const change = CHANGES.find((known) => known === word.trim());
    if (!change) throw new UsageError(`--allow takes ${CHANGES.join(' and ')}; not '${word}'.`);
    return change;
  });
  return [...earlier, ...named];
}
