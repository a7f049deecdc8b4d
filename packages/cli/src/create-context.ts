import type { Context } from './features/context.js';
import type { GlobalOptions } from './features/global-options.js';
import { findEndpointSources } from './session/endpoint-sources.js';
import { checkProxies, createFetch } from './session/fetch.js';
import type { Environment } from './session/environment.js';
import { createTimeFormat } from './render/time.js';
import { reportPassedOver, resolveSettings } from './session/settings.js';
import { createIo, type StandardStreams } from './terminal/io.js';
import type { Pager } from './terminal/pager.js';
import { wantsColour } from './terminal/colour.js';

/** The process as the program sees it. */
export interface ProgramDeps {
  readonly streams: StandardStreams;
  readonly environment: Environment;
  readonly folder: string;
  /** Aborted by SIGINT (Ctrl-C) or SIGTERM. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** From now on, the process goes on when the reader of stdout closes it. */
  readonly ignoreClosedPipe: () => void;
  /** From now on, Ctrl-C is a key of the pager: a second one does not end the process. */
  readonly pagerTakesInterrupts: () => void;
}

export interface ContextParts {
  readonly pager: Pager;
  readonly describeCommandLine: Context['describeCommandLine'];
}

/** Creates the dependencies of commands, each on first use. */
export function createContext(
  deps: ProgramDeps,
  options: GlobalOptions,
  { pager, describeCommandLine }: ContextParts,
): Context {
  const { environment, folder, signal, streams, now, ignoreClosedPipe } = deps;
  const io = createIo(streams, options.input, pager);
  const debug = (message: string): void => {
    if (options.debug) io.log(`debug: ${message}`);
  };
  const warn = (message: string): void => io.log(`warning: ${message}`);
  const time = createTimeFormat(options.utc ?? false);
  const fetch = createFetch(environment.proxies, (message) => io.log(message));
  const clientDeps = { warn, fetch, timeoutMs: options.timeout, ...(options.debug && { debug }) };
  const context: Context = {
    options,
    environment,
    folder,
    signal,
    io,
    now,
    time,
    fetch,
    ignoreClosedPipe,
    debug,
    describeCommandLine,
    profiles: once(async () => (await import('./session/profiles.js')).createProfileStore(environment.profilesFile)),
    settings: once(async () => {
      checkProxies(environment.proxies);
      const settings = resolveSettings(
        await findEndpointSources({ options, environment, folder, profiles: () => context.profiles(), warn }),
      );
      reportPassedOver(settings, (message) => io.log(message));
      return settings;
    }),
    output: once(async () => {
      const [{ createOutput }, { defaultFormat }] = await Promise.all([
        import('./terminal/output.js'),
        import('./terminal/format.js'),
      ]);
      const format = options.output ?? defaultFormat(io.stdoutIsTerminal);
      const csv = {
        raw: options.raw ?? false,
        byteOrderMark: options.bom ?? false,
        escaped: io.stdoutIsTerminal,
      };
      return createOutput(io, { format, colour: wantsColour(streams.stdout, options, environment), csv, now, time });
    }),
    prompter: once(async () => (await import('./terminal/prompter.js')).createPrompter(io)),
    client: once(async () => (await import('./session/client.js')).connect(await context.settings(), clientDeps)),
    anonymousClient: once(async () =>
      (await import('./session/client.js')).connectAnonymously(await context.settings(), clientDeps),
    ),
  };
  return context;
}

function once<Part>(make: () => Promise<Part>): () => Promise<Part> {
  let part: Promise<Part> | undefined;
  return () => (part ??= make());
}
