import type { OrderServiceClient } from '@order-service/sdk';
import type { Environment } from '../session/environment.js';
import type { ProfileStore } from '../session/profiles.js';
import type { Settings } from '../session/settings.js';
import type { Io } from '../terminal/io.js';
import type { Output } from '../terminal/output.js';
import type { Prompter } from '../terminal/prompter.js';
import type { GlobalOptions } from './global-options.js';

/** What commands depend on. Each part is made when it is first asked for, so that no command pays for another's. */
export interface Context {
  readonly options: GlobalOptions;
  readonly environment: Environment;
  readonly folder: string;
  /** Aborted by Ctrl-C or a request to end. */
  readonly signal: AbortSignal;
  readonly io: Io;
  /** For a command that changes things: it then finishes what it has begun although stdout's reader has closed. */
  readonly outliveReader: () => void;
  readonly now: () => Date;
  /** Writes a moment for a person, with its zone. */
  readonly time: (moment: Date | string) => string;
  settings(): Promise<Settings>;
  profiles(): Promise<ProfileStore>;
  output(): Promise<Output>;
  prompter(): Promise<Prompter>;
  /** A client that signs in. Throws NotLoggedInError where there is no token. */
  client(): Promise<OrderServiceClient>;
  /** A client for requests that need no token. */
  anonymousClient(): Promise<OrderServiceClient>;
  /** Writes a message to stderr under `--debug` alone. */
  readonly debug: (message: string) => void;
}
