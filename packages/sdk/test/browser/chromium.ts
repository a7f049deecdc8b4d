import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The browser that `CHROMIUM_PATH` names, or the first one on the path. */
export function findChromium(): string {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && !isExecutable(given)) throw new Error(`CHROMIUM_PATH=${given} cannot be executed.`);
  if (given !== undefined) return given;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (isExecutable(path)) return path;
    }
  }
  throw new Error(
    `These tests need Chromium or Chrome, and none was found on the path (${NAMES.join(', ')}). ` +
      'Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH.',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Browser {
  /** Rejects when the browser ends by itself, with what it said. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/** A headless browser with a profile of its own, on one page. */
export async function openPage(url: string): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'sdk-browser-'));
  const flags = [
    '--headless',
    '--no-sandbox', // It runs as root in containers, and loads nothing but our own page.
    '--disable-gpu',
    '--disable-quic',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--user-data-dir=${profile}`,
  ];
  const browser = spawn(findChromium(), [...flags, url], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  browser.stderr.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-4_000)));
  const exit = once(browser, 'exit');
  const ended = exit.then(() => {
    throw new Error(`The browser ended by itself:\n${said}`);
  });
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      browser.kill();
      await exit;
      await rm(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
