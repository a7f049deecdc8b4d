import type { Context } from '../context.js';
import { InterruptedError, UsageError } from '../../errors.js';
import { sameOrigin } from '../../session/base-url.js';
import { describeServer } from '../../session/settings.js';

/** A change of many orders or events. */
export interface BulkChange {
  /** Such as `Move 3 orders to shipped`. */
  readonly action: string;
  /** The message when it is not confirmed. */
  readonly denied: string;
  /** Whether `--yes` was given. */
  readonly yes: boolean;
}

/**
 * Asks whether to make the change, and where. Throws InterruptedError for a no, UsageError if the command line has to
 * confirm it.
 */
export async function confirmMany(context: Context, change: BulkChange): Promise<void> {
  if ((await confirmProtected(context, change)) || change.yes) return;
  const question = `${change.action} at ${describeServer(await context.settings())}`;
  if (!context.io.canPrompt) throw new UsageError(`${question}? There is no terminal to ask on: add --yes.`);
  const prompter = await context.prompter();
  if (!(await prompter.confirm(`${question}?`, false))) throw new InterruptedError(change.denied);
}

/**
 * For a protected server, the name of its profile has to be typed, or given as `--profile` beside `--yes`. Returns whether
 * the server is protected; then the change is confirmed. Throws as `confirmMany`.
 */
export async function confirmProtected(context: Context, { action, denied, yes }: BulkChange): Promise<boolean> {
  const name = await protectedProfile(context);
  if (name === undefined) return false;
  if (yes && context.options.profile === name) return true;
  const place = describeServer(await context.settings());
  if (yes || !context.io.canPrompt) {
    throw new UsageError(`${action} at ${place}? The profile '${name}' is protected.`, {
      hints: [`Name it to confirm: --yes --profile ${name}`],
    });
  }
  await confirmByTyping(context, `${action} at ${place}? It is protected: type ${name} to confirm:`, { name, denied });
  return true;
}

/** Asks for a name, where a "yes" would be typed out of habit. Throws InterruptedError for any other answer. */
export async function confirmByTyping(
  context: Context,
  question: string,
  { name, denied }: { readonly name: string; readonly denied: string },
): Promise<void> {
  const prompter = await context.prompter();
  const answer = await prompter.text(question, () => true);
  if (answer.trim() !== name) throw new InterruptedError(denied);
}

/** The protected profile of the server, also if the server was selected by its URL. */
async function protectedProfile(context: Context): Promise<string | undefined> {
  const [{ url, profileName }, store] = await Promise.all([context.settings(), context.profiles()]);
  const { profiles } = await store.read();
  const names = Object.entries(profiles)
    .filter(([, profile]) => profile.protected && sameOrigin(profile.url, url))
    .map(([name]) => name);
  return (
    names.find((name) => name === profileName) ?? names.find((name) => name === context.options.profile) ?? names[0]
  );
}
