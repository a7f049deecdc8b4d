import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isLoopback } from './base-url.js';

/** What a running `order-service dev` writes to its project's `.orders/dev.json`. */
export interface DevInstance {
  readonly url: string;
  readonly token: string;
  readonly catalogue_url?: string | undefined;
  readonly pid: number;
}

const MAX_DEPTH = 64;

/** The `order-service dev` that runs for `folder` or one of its parents; undefined if there is none. */
export async function findDevInstance(folder: string): Promise<DevInstance | undefined> {
  let current = folder;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const instance = await readDevInstance(join(current, '.orders', 'dev.json'));
    if (instance && isAlive(instance.pid)) return instance;
    const parent = dirname(current);
    if (parent === current) return undefined;
    current = parent;
  }
  return undefined;
}

/** Ignores a file of another user, for instance in /tmp: it could send orders and tokens to that user's server. */
async function readDevInstance(path: string): Promise<DevInstance | undefined> {
  try {
    const { uid } = await stat(path);
    if (process.getuid && uid !== process.getuid()) return undefined;
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isDevInstance(value) ? value : undefined;
  } catch {
    return undefined; // absent or not readable
  }
}

function isDevInstance(value: unknown): value is DevInstance {
  if (typeof value !== 'object' || value === null) return false;
  const { url, token, catalogue_url: catalogue, pid } = value as Partial<Record<keyof DevInstance, unknown>>;
  return (
    isLocalUrl(url) &&
    typeof token === 'string' &&
    (catalogue === undefined || isLocalUrl(catalogue)) &&
    Number.isSafeInteger(pid) &&
    Number(pid) > 0
  );
}

function isLocalUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && isLoopback(new URL(value).hostname);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
