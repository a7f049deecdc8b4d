import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The account that owns a cluster's files and runs its server. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

const ROOT = 0;

/**
 * The account that runs the server: this process's own. PostgreSQL refuses to run as root, so root uses the owner of the
 * existing cluster in `clusterDirectory`, or else `nobody`.
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
