import type { OrderServiceClient } from '@order-service/sdk';
import type { Environment } from '../session/environment.js';
import type { ProfileStore } from '../session/profiles.js';
import type { Settings } from '../session/settings.js';
import type { Io } from '../terminal/io.js';
import type { Output } from '../terminal/output.js';
import type { Prompter } from '../terminal/prompter.js';
import type { GlobalOptions } from './global-options.js';
import type { CommandLineDescription } from './command-description.js';

/** The dependencies of commands. Each is created on first use, so that a command loads only what it needs. */
export interface Context {
  readonly options: GlobalOptions;
  readonly environment: Environment;
  readonly folder: string;
  /** Aborted by SIGINT (Ctrl-C) or SIGTERM. */
  readonly signal: AbortSignal;
  readonly io: Io;
  /** Called by commands that change orders: they go on when the reader of stdout closes it. */
  readonly ignoreClosedPipe: () => void;
  readonly now: () => Date;
  /** Formats a time with its zone. */
  readonly time: (moment: Date | string) => string;
  /** Sends by the proxy that the environment names, and reports that it waits for a silent server. */
  readonly fetch: typeof globalThis.fetch;
  settings(): Promise<Settings>;
  profiles(): Promise<ProfileStore>;
  output(): Promise<Output>;
  prompter(): Promise<Prompter>;
  /** An authenticated client. Throws NotLoggedInError if there is no token. */
  client(): Promise<OrderServiceClient>;
  /** A client for requests that need no token. */
  anonymousClient(): Promise<OrderServiceClient>;
  /** Describes every command, as `orders --help` and the help of each command do. */
  describeCommandLine(): Promise<CommandLineDescription>;
  /** Writes a message to stderr, only with `--debug`. */
  readonly debug: (message: string) => void;
}
