import { spawn } from 'node:child_process';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Environment } from '../session/environment.js';
import { PACKAGE_FOLDER } from '../version.js';

const PACKAGE = '@order-service/cli';
const LOOK_UP_INTERVAL_MS = 24 * 3_600_000;
const MAX_LOOK_UP_MS = 30_000;

/**
 * Once a day, returns a sentence if the last look-up found a newer version, and starts the next look-up. Returns undefined
 * if anything of it fails: a notice must not make a command fail.
 */
export async function updateNotice(
  { latestVersionFile: path, variables }: Environment,
  version: string,
  now: Date,
): Promise<string | undefined> {
  try {
    const lookedUpAtMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
    if (now.getTime() - lookedUpAtMs < LOOK_UP_INTERVAL_MS) return undefined;
    const latest = (await readFile(path, 'utf8').catch(() => '')).trim();
    await startLookUp(path, variables);
    return isNewer(latest, version)
      ? `note: orders ${latest} is available; this is ${version}. To install it: npm install --global ${PACKAGE}@latest. ` +
          'ORDERS_NO_UPDATE_NOTICE=1 turns this note off.'
      : undefined;
  } catch {
    return undefined; // for instance, a home that cannot be written to
  }
}

/**
 * Starts npm in the background, which writes the latest version to the file, and does not wait for it. npm knows the
 * registry, the proxy and the credentials. It runs in the folder of this package: the settings are those of the project
 * that installed it, and not of the folder that the command is called in.
 */
async function startLookUp(path: string, variables: NodeJS.ProcessEnv): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w'); // records the time, too
  try {
    const options = [`--fetch-timeout=${MAX_LOOK_UP_MS}`, '--fetch-retries=0', '--logs-max=0', '--no-update-notifier'];
    const child = spawn('npm', ['view', PACKAGE, 'dist-tags.latest', ...options], {
      cwd: PACKAGE_FOLDER,
      env: variables,
      stdio: ['ignore', file.fd, 'ignore'],
      detached: true,
      windowsHide: true,
      shell: process.platform === 'win32', // npm is a batch file there
    });
    child.on('error', () => undefined); // npm is not installed
    child.unref();
  } finally {
    await file.close();
  }
}

/** Versions that are not three numbers, such as those before a release, are not compared. */
function isNewer(latest: string, version: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(latest) && latest.localeCompare(version, 'en', { numeric: true }) > 0;
}
