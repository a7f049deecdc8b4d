import { chmod, lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, type ServerAccount } from './server-account.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

const TRAVERSE = 0o1;

/**
 * A lasting folder of ours outside the project, for what `account` cannot reach inside it: `/var/lib/order-service` for
 * root, a cache folder for others, and a folder of the temporary one where these cannot be had; or else `instead`.
 */
export async function findStateDirectory(account: ServerAccount, instead?: string): Promise<string> {
  const uid = process.geteuid?.() ?? 0;
  const lasting = uid === 0 ? '/var/lib/order-service' : join(homedir(), '.cache', 'order-service');
  const candidates = instead !== undefined ? [instead] : [lasting, join(tmpdir(), `order-service-${uid}`)];
  for (const candidate of candidates) {
    if (await makeOurs(candidate, uid, account)) return candidate;
  }
  throw new EmbeddedPostgresError(
    'not_accessible',
    `The account that runs PostgreSQL (uid ${account.uid}) may not enter this project's folder, and ` +
      `${candidates.join(' and ')} cannot be used instead. ` +
      'Move the project to a folder that others may enter, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/** A folder that somebody else made is refused: what lies in it would be executed. */
async function makeOurs(path: string, uid: number, account: ServerAccount): Promise<boolean> {
  try {
    await mkdir(path, { recursive: true });
    const found = await lstat(path);
    if (!found.isDirectory() || found.uid !== uid) return false;
    await chmod(path, 0o755); // whatever our umask left of it
    return await canReach(path, account, TRAVERSE);
  } catch {
    return false;
  }
}
