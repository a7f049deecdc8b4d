import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built launcher: what a user runs. */
export const LAUNCHER = fileURLToPath(new URL('../../bin/orders.cjs', import.meta.url));

/** A person's machine: an empty folder to be in, a home, and no settings but those of the test. */
export interface Sandbox {
  readonly folder: string;
  readonly profilesFile: string;
  /** The environment of a command, with the test's own variables laid over it. */
  environment(variables?: Readonly<Record<string, string>>): Record<string, string>;
  remove(): Promise<void>;
}

export async function createSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'orders-cli-'));
  const configHome = join(folder, 'config');
  // So that a child's lines count as covered, where coverage is measured.
  const coverage = process.env.NODE_V8_COVERAGE;
  return {
    folder,
    profilesFile: join(configHome, 'orders', 'config.json'),
    environment: (variables = {}) => ({
      PATH: process.env.PATH ?? '',
      HOME: folder,
      XDG_CONFIG_HOME: configHome,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      NO_UPDATE_NOTIFIER: '1',
      ...(coverage === undefined ? {} : { NODE_V8_COVERAGE: coverage }),
      ...variables,
    }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
