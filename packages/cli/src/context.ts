import type { OrderServiceClient } from '@order-service/sdk';
import { resolveSettings, type Environment, type Settings } from './config.js';
import { findEndpointSources } from './endpoint-sources.js';
import type { GlobalOptions } from './global-options.js';
import { createIo, type Io, type StandardStreams } from './io.js';
import type { Output } from './output.js';
import type { ProfileStore } from './profiles.js';
import type { Prompter } from './prompter.js';

/** What the process gives to the program. */
export interface Surroundings {
  readonly streams: StandardStreams;
  readonly environment: Environment;
  readonly folder: string;
  /** Aborted by Ctrl-C or a request to end. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** From now on, a reader of stdout that closes early does not end the process. */
  readonly outliveReader: () => void;
}

/** What commands depend on. Each part is made when it is first asked for, so that no command pays for another's. */
export interface Context {
  readonly options: GlobalOptions;
  readonly environment: Environment;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly io: Io;
  /** For a command that changes things: what it has begun is finished, also when nobody reads its output any more. */
  readonly outliveReader: () => void;
  readonly now: () => Date;
  settings(): Promise<Settings>;
  profiles(): Promise<ProfileStore>;
  output(): Promise<Output>;
  prompter(): Promise<Prompter>;
  /** A client that signs in. Throws NotLoggedInError where there is no token. */
  client(): Promise<OrderServiceClient>;
  /** A client for what needs no token. */
  anonymousClient(): Promise<OrderServiceClient>;
  /** Tells something on stderr under `--debug` alone. */
  debug(message: string): void;
}

export function createContext(surroundings: Surroundings, options: GlobalOptions): Context {
  const { environment, folder, signal, streams } = surroundings;
  const io = createIo(streams, options.input);
  const context: Context = {
    options,
    environment,
    folder,
    signal,
    io,
    now: surroundings.now,
    outliveReader: surroundings.outliveReader,
    debug: (message) => {
      if (options.debug) io.err(`debug: ${message}\n`);
    },
    profiles: once(async () => {
      const { ProfileStore } = await import('./profiles.js');
      return new ProfileStore(environment.profilesFile);
    }),
    settings: once(async () => resolveSettings(await findEndpointSources(context))),
    output: once(async () => {
      const [{ Output }, { defaultFormat }] = await Promise.all([import('./output.js'), import('./format.js')]);
      const colour = options.color && !environment.noColor && !environment.terminalIsDumb;
      return new Output(io, options.output ?? defaultFormat(io.stdoutIsTerminal), colour, context.now);
    }),
    prompter: once(async () => (await import('./prompter.js')).createPrompter(io)),
    client: once(async () => (await import('./service-client.js')).connect(context)),
    anonymousClient: once(async () => (await import('./service-client.js')).connectAnonymously(context)),
  };
  return context;
}

function once<Part>(make: () => Promise<Part>): () => Promise<Part> {
  let part: Promise<Part> | undefined;
  return () => (part ??= make());
}
