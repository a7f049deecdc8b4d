import { execFile } from 'node:child_process';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** The account that owns a cluster's files and runs its server. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

const TRAVERSE = 0o1;
const ROOT = 0;

/**
 * Who shall run the server: ourselves, or, because PostgreSQL refuses to run as root, the owner of an existing cluster
 * and otherwise `nobody`.
 */
export async function serverAccount(clusterDirectory: string): Promise<ServerAccount> {
  const self = { uid: process.geteuid?.() ?? ROOT, gid: process.getegid?.() ?? ROOT };
  if (self.uid !== ROOT) return self;
  const owner = await stat(clusterDirectory).catch(() => undefined);
  if (owner && owner.uid !== ROOT) return { uid: owner.uid, gid: owner.gid };
  return { uid: await idOfNobody('-u'), gid: await idOfNobody('-g') };
}

async function idOfNobody(option: '-u' | '-g'): Promise<number> {
  const { stdout } = await promisify(execFile)('id', [option, 'nobody']);
  return Number(stdout.trim());
}

/**
 * Whether `account` holds the permission bits `wanted` (4 read, 2 write, 1 execute) on `path` and may walk the folders
 * that lead to it.
 */
export async function canReach(path: string, account: ServerAccount, wanted: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return false;
  const shift = found.uid === account.uid ? 6 : found.gid === account.gid ? 3 : 0;
  if (((found.mode >> shift) & wanted) !== wanted) return false;
  const parent = dirname(path);
  return parent === path || canReach(parent, account, TRAVERSE);
}

/** Makes a folder that other accounts may walk through, whatever our umask says. */
export async function makeWalkableDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const { mode } = await stat(path);
  if ((mode & 0o011) !== 0o011) await chmod(path, (mode & 0o7777) | 0o011);
}
