import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ServerAccount } from './account.js';

/** Permission bits, as in each digit of an octal mode. */
export const READ = 0o4;
export const EXECUTE = 0o1;
/** On a folder, the execute bit lets an account pass through it. */
export const TRAVERSE = 0o1;

/** Whether `account` has the permission bits `wanted` on `path`, and may traverse every folder that leads to it. */
export async function canReach(path: string, account: ServerAccount, wanted: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return false;
  const shift = found.uid === account.uid ? 6 : found.gid === account.gid ? 3 : 0;
  if (((found.mode >> shift) & wanted) !== wanted) return false;
  const parent = dirname(path);
  return parent === path || canReach(parent, account, TRAVERSE);
}

/** Makes a folder that every account may traverse, whatever the umask is. */
export async function makeTraversableDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const { mode } = await stat(path);
  if ((mode & 0o011) !== 0o011) await chmod(path, (mode & 0o7777) | 0o011);
}
