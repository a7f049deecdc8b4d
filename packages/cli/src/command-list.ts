import type { Command } from 'commander';
import type { Context } from './features/context.js';
import type { ChangesOf } from './features/command-description.js';

/** The interface of a module in commands/: adds arguments, options and action to a commander command. */
export interface CommandModule {
  define(command: Command, context: Context): void;
}

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: 'Orders' | 'Signing in' | 'The service' | 'This command line';
  /** What the command may change: of a command with subcommands, each. */
  readonly changes: ChangesOf;
  readonly load: () => Promise<CommandModule>;
}

/** Every command, in the order of the help. The module of a command is loaded when it is called. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'create',
    summary: 'Place an order',
    group: 'Orders',
    changes: 'service',
    load: () => import('./commands/create/index.js'),
  },
  {
    name: 'list',
    summary: 'List orders, newest first',
    group: 'Orders',
    changes: 'nothing',
    load: () => import('./commands/list/index.js'),
  },
  {
    name: 'export',
    summary: 'Write every order to a file, as CSV or NDJSON',
    group: 'Orders',
    changes: 'computer',
    load: () => import('./commands/export/index.js'),
  },
  {
    name: 'get',
    summary: 'Show an order with its items',
    group: 'Orders',
    changes: 'nothing',
    load: () => import('./commands/get.js'),
  },
  {
    name: 'status',
    summary: 'Show the status of an order, or move orders to another',
    group: 'Orders',
    changes: 'service',
    load: () => import('./commands/status/index.js'),
  },
  {
    name: 'history',
    summary: 'Show who did what to an order, when and why',
    group: 'Orders',
    changes: 'nothing',
    load: () => import('./commands/history.js'),
  },
  {
    name: 'explain',
    summary: 'Show what an order waits for, and what became of its events',
    group: 'Orders',
    changes: 'nothing',
    load: () => import('./commands/explain/index.js'),
  },
  {
    name: 'watch',
    summary: 'Show what happens to orders, as it happens',
    group: 'Orders',
    changes: 'nothing',
    load: () => import('./commands/watch.js'),
  },
  {
    name: 'listen',
    summary: 'Send events to a consumer, and test it with faults',
    group: 'Orders',
    changes: 'computer',
    load: () => import('./commands/listen/index.js'),
  },
  {
    name: 'stats',
    summary: 'Draw orders and revenue over time (operators)',
    group: 'Orders',
    changes: 'nothing',
    load: () => import('./commands/stats/index.js'),
  },
  {
    name: 'events',
    summary: 'Publish events again (operators)',
    group: 'Orders',
    changes: { replay: 'service' },
    load: () => import('./commands/events.js'),
  },
  {
    name: 'outbox',
    summary: 'Retry or skip events that the broker rejects (operators)',
    group: 'Orders',
    changes: { status: 'nothing', list: 'nothing', retry: 'service', skip: 'service' },
    load: () => import('./commands/outbox/index.js'),
  },
  {
    name: 'erase',
    summary: "Erase a user's personal data (operators)",
    group: 'Orders',
    changes: 'service',
    load: () => import('./commands/erase/index.js'),
  },
  {
    name: 'login',
    summary: 'Store a token for a service',
    group: 'Signing in',
    changes: 'computer',
    load: () => import('./commands/login.js'),
  },
  {
    name: 'logout',
    summary: 'Remove a stored token',
    group: 'Signing in',
    changes: 'computer',
    load: () => import('./commands/logout.js'),
  },
  {
    name: 'whoami',
    summary: 'Show the user and the expiry of the token',
    group: 'Signing in',
    changes: 'nothing',
    load: () => import('./commands/whoami.js'),
  },
  {
    name: 'profile',
    summary: 'Show, choose and protect stored logins',
    group: 'Signing in',
    changes: { list: 'nothing', use: 'computer', show: 'nothing', protect: 'computer', unprotect: 'computer' },
    load: () => import('./commands/profile/index.js'),
  },
  {
    name: 'health',
    summary: 'Show the state of the service and its dependencies',
    group: 'The service',
    changes: 'nothing',
    load: () => import('./commands/health.js'),
  },
  {
    name: 'doctor',
    summary: 'Diagnose the configuration and the connection',
    group: 'The service',
    changes: 'nothing',
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'dev',
    summary: 'Run a local order service for this folder',
    group: 'The service',
    changes: 'computer',
    load: () => import('./commands/dev.js'),
  },
  {
    name: 'api',
    summary: 'Send any request with your token',
    group: 'The service',
    changes: 'service',
    load: () => import('./commands/api.js'),
  },
  {
    name: 'mcp',
    summary: 'Serve orders to an assistant, by the Model Context Protocol',
    group: 'The service',
    changes: 'service',
    load: () => import('./commands/mcp/index.js'),
  },
  {
    name: 'open',
    summary: 'Open the documentation of the service in a browser',
    group: 'The service',
    changes: 'nothing',
    load: () => import('./commands/open.js'),
  },
  {
    name: 'completion',
    summary: 'Print the completion script for a shell',
    group: 'This command line',
    changes: 'nothing',
    load: () => import('./commands/completion.js'),
  },
  {
    name: 'commands',
    summary: 'Describe every command, for people and for programs',
    group: 'This command line',
    changes: 'nothing',
    load: () => import('./commands/commands.js'),
  },
];
