import { chmod, lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerAccount } from './account.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { canReach, TRAVERSE } from './permissions.js';

/**
 * A folder outside the project for what `account` cannot reach inside it. Candidates are `/var/lib/order-service` for
 * root or a cache folder for other users, and then a folder below the temporary one; `override` replaces them all.
 */
export async function findStateDirectory(account: ServerAccount, override?: string): Promise<string> {
  const uid = process.geteuid?.() ?? 0;
  const permanent = uid === 0 ? '/var/lib/order-service' : join(homedir(), '.cache', 'order-service');
  const candidates = override !== undefined ? [override] : [permanent, join(tmpdir(), `order-service-${uid}`)];
  for (const candidate of candidates) {
    if (await isUsable(candidate, uid, account)) return candidate;
  }
  throw new EmbeddedPostgresError(
    'not_accessible',
    `The account that runs PostgreSQL (uid ${account.uid}) may not enter this project's folder, and ` +
      `${candidates.join(' and ')} cannot be used instead. ` +
      'Move the project to a folder that others may enter, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/** Makes the folder if absent. A folder of another user is refused, because programs in it are executed. */
async function isUsable(path: string, uid: number, account: ServerAccount): Promise<boolean> {
  try {
    await mkdir(path, { recursive: true });
    const found = await lstat(path);
    if (!found.isDirectory() || found.uid !== uid) return false;
    await chmod(path, 0o755); // independent of the umask
    return await canReach(path, account, TRAVERSE);
  } catch {
    return false;
  }
}
