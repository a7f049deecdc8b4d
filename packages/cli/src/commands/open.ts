import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Argument, type Command } from 'commander';
import type { Context } from '../features/context.js';

const PAGES = { docs: '/docs', contract: '/openapi.json', metrics: '/metrics' } as const;
type Page = keyof typeof PAGES;
const EXAMPLES = `
Examples:
  orders open docs
  orders open docs | cat      prints the address instead`;

export function define(command: Command, context: Context): void {
  command
    .addArgument(new Argument('<page>', 'which one').choices(Object.keys(PAGES)))
    .addHelpText('after', EXAMPLES)
    .action((page: Page) => run(context, page));
}

/** Opens a page of the service in a browser. Prints the address if there is no browser. */
async function run(context: Context, page: Page): Promise<void> {
  const address = `${(await context.settings()).url}${PAGES[page]}`;
  if (!context.io.stdoutIsTerminal || !(await openInBrowser(address, context.environment.browser))) {
    await context.io.out(`${address}\n`);
  }
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
  linux: ['xdg-open'],
};

/** Starts the opener without waiting for its end. Returns whether it could be started. */
async function openInBrowser(address: string, browser: string | undefined): Promise<boolean> {
  const [program, ...args] = browser === undefined ? (OPENERS[process.platform] ?? []) : [browser];
  if (program === undefined) return false;
  const child = spawn(program, [...args, address], { detached: true, stdio: 'ignore' });
  try {
    await once(child, 'spawn');
    child.unref();
    return true;
  } catch {
    return false; // not installed
  }
}
