import { lstat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, makeWalkableDirectory, type ServerAccount } from './server-account.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

const TRAVERSE = 0o1;

/**
 * A lasting folder of ours outside the project, for what `account` cannot reach inside it: `/var/lib/order-service` for
 * root, a cache folder for others, and a folder of the temporary one where these cannot be had.
 */
export async function findStateDirectory(account: ServerAccount): Promise<string> {
  const uid = process.geteuid?.() ?? 0;
  const lasting = uid === 0 ? '/var/lib/order-service' : join(homedir(), '.cache', 'order-service');
  const candidates = [lasting, join(tmpdir(), `order-service-${uid}`)];
  for (const candidate of candidates) {
    if (await isOurs(candidate, uid, account)) return candidate;
  }
  throw new EmbeddedPostgresError(
    'not_accessible',
    `The account that runs PostgreSQL (uid ${account.uid}) may not enter this project's folder, and neither of ` +
      `${candidates.join(' and ')} can be used instead. ` +
      'Move the project to a folder that others may enter, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/** A folder that somebody else made is refused: what lies in it would be executed. */
async function isOurs(path: string, uid: number, account: ServerAccount): Promise<boolean> {
  try {
    await makeWalkableDirectory(path);
    const found = await lstat(path);
    const writableByOthers = (found.mode & 0o022) !== 0;
    return found.isDirectory() && found.uid === uid && !writableByOthers && (await canReach(path, account, TRAVERSE));
  } catch {
    return false;
  }
}
