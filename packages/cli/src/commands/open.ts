import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import { UsageError } from '../errors.js';

const PAGES: Readonly<Record<string, string>> = { docs: '/docs', contract: '/openapi.json', metrics: '/metrics' };
const EXAMPLES = `
Examples:
  orders open docs
  orders open docs | cat      prints the address instead`;

export function define(command: Command, context: Context): void {
  command
    .argument('<page>', Object.keys(PAGES).join(', '))
    .addHelpText('after', EXAMPLES)
    .action((page: string) => run(context, page));
}

/** Opens a page of the service in a browser; where there is none to open, prints the address. */
async function run(context: Context, page: string): Promise<void> {
  const path = Object.hasOwn(PAGES, page) ? PAGES[page] : undefined;
  if (path === undefined)
    throw new UsageError(`There is no page '${page}'; there are ${Object.keys(PAGES).join(', ')}.`);
  const address = `${(await context.settings()).url}${path}`;
  if (!context.io.stdoutIsTerminal || !(await openInBrowser(address, context.environment.browser))) {
    await context.io.out(`${address}\n`);
  }
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
  linux: ['xdg-open'],
};

/** Whether an opener could be started; it is left to itself. */
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
