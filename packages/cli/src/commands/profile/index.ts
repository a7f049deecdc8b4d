import type { Command } from 'commander';
import type { Context } from '../../features/context.js';
import { NotLoggedInError } from '../../errors.js';
import { profileNamed } from '../../session/profiles.js';
import { describeProfile, PROFILE_COLUMNS, profilePage } from './profile-view.js';

const EXAMPLES = `
Examples:
  orders profile list
  orders profile use staging
  orders profile protect production

A profile is a login stored by orders login --profile <name>. Changes of many
orders or events at the server of a protected profile ask for its name; in
scripts, --yes has to stand beside --profile <name>.`;

export function define(command: Command, context: Context): void {
  command.helpCommand(false).addHelpText('after', EXAMPLES);
  command
    .command('list')
    .description('list the stored logins')
    .action(() => list(context));
  command
    .command('use')
    .description('use this login where no other is named')
    .argument('<profile>', 'which one')
    .action((name: string) => use(context, name));
  command
    .command('show')
    .description('show a stored login, without its token')
    .argument('[profile]', 'which one; the one in use if none is named')
    .action((name: string | undefined) => showProfile(context, name));
  for (const [verb, isProtected] of [
    ['protect', true],
    ['unprotect', false],
  ] as const) {
    command
      .command(verb)
      .description(isProtected ? 'ask for its name before a change of many' : 'end the protection of a login')
      .argument('<profile>', 'which one')
      .action((name: string) => protect(context, name, isProtected));
  }
}

async function list(context: Context): Promise<void> {
  const [output, store] = await Promise.all([context.output(), context.profiles()]);
  const file = await store.read();
  await output.list({
    rows: Object.keys(file.profiles).map((name) => describeProfile(file, name)),
    columns: PROFILE_COLUMNS,
    id: ({ name }) => name,
    empty: 'No login is stored. Store one: orders login',
  });
}

async function use(context: Context, name: string): Promise<void> {
  const store = await context.profiles();
  await store.select(name);
  context.io.log(`In use: ${name}, ${profileNamed(await store.read(), name).url}.`);
  const { url, profile } = context.environment;
  if (url !== undefined) context.io.log('note: ORDERS_URL is set and wins over it.');
  if (profile !== undefined && profile !== name) context.io.log('note: ORDERS_PROFILE is set and wins over it.');
}

async function showProfile(context: Context, given: string | undefined): Promise<void> {
  const [output, store] = await Promise.all([context.output(), context.profiles()]);
  const file = await store.read();
  const name = given ?? context.options.profile ?? context.environment.profile ?? file.current;
  if (name === undefined) throw new NotLoggedInError('No login is stored.', { hints: ['orders login'] });
  await output.one({
    value: describeProfile(file, name),
    columns: PROFILE_COLUMNS,
    id: (profile) => profile.name,
    page: (view) => profilePage(describeProfile(file, name), view),
  });
}

async function protect(context: Context, name: string, isProtected: boolean): Promise<void> {
  const store = await context.profiles();
  await store.protect(name, isProtected);
  const { url } = profileNamed(await store.read(), name);
  context.io.log(`${isProtected ? 'Protected' : 'No longer protected'}: ${name}, ${url}.`);
}
