import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import { UsageError } from '../errors.js';

const EXAMPLES = `
Examples:
  orders logout
  orders logout --profile staging`;

export function define(command: Command, context: Context): void {
  command.addHelpText('after', EXAMPLES).action(() => run(context));
}

async function run(context: Context): Promise<void> {
  const store = await context.profiles();
  const { current, profiles } = await store.read();
  const name = context.options.profile ?? context.environment.profile ?? current;
  if (name === undefined) {
    context.io.log('There is no stored login.');
    return;
  }
  if (profiles[name]?.keyring) {
    const { createKeyring } = await import('../session/keyring.js');
    await createKeyring().remove(name);
  }
  if (!(await store.remove(name))) {
    throw new UsageError(`There is no profile '${name}'.`, {
      hints: [`Known profiles: ${Object.keys(profiles).join(', ') || 'none'}.`],
    });
  }
  context.io.log(`Logged out: the profile '${name}' is forgotten. Its token stays valid until it expires.`);
}
