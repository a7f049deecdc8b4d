import type { Recipe } from './recipe.js';

/** `orders ping`: whether the service responds. */
export const addACommand: Recipe = {
  title: 'Add a command',
  begin: [
    {
      file: 'packages/cli/src/command-list.ts',
      before: "  {\n    name: 'doctor',",
      insert: `  {
    name: 'ping',
    summary: 'Check whether the service responds',
    group: 'The service',
    changes: 'nothing',
    load: () => import('./commands/ping.js'),
  },
`,
    },
  ],
  follow: [
    {
      file: 'packages/cli/src/commands/ping.ts',
      create: `import type { Command } from 'commander';
import type { Context } from '../features/context.js';

const EXAMPLES = \`
Examples:
  orders ping\`;

export function define(command: Command, context: Context): void {
  command.addHelpText('after', EXAMPLES).action(() => run(context));
}

async function run(context: Context): Promise<void> {
  const client = await context.client();
  await client.health({ signal: context.signal });
  context.io.out('The service responds.\\n');
}
`,
    },
    {
      file: 'packages/cli/README.md',
      before: '| `orders api <METHOD> <path>`',
      insert: '| `orders ping` | checks whether the service responds |\n',
    },
  ],
  asksFor: {
    'packages/cli/src/commands/ping.ts': /command-list\.ts.*ping\.js/,
    'packages/cli/README.md': /packages\/cli\/README\.md does not have ping/,
  },
};
