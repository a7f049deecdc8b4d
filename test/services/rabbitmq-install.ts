import { spawn } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Directories of the RabbitMQ scripts that run as the calling user. */
export interface RabbitInstallation {
  readonly sbin: string;
}

/**
 * The installed RabbitMQ, if any. Debian's wrappers in /usr/sbin switch to another user and are not used; the scripts
 * themselves are in the directory of `rabbitmq-defaults`.
 */
export function findRabbitInstallation(): RabbitInstallation | undefined {
  const candidates = [
    ...childFolders('/usr/lib/rabbitmq/lib', 'sbin'),
    '/opt/rabbitmq/sbin',
    '/opt/homebrew/opt/rabbitmq/sbin',
    '/usr/local/opt/rabbitmq/sbin',
    ...searchPath('rabbitmq-server').map((file) => dirname(realpathSync(file))),
  ];
  const sbin = candidates.find((folder) => ['rabbitmq-server', 'rabbitmq-defaults'].every(isIn(folder)));
  return sbin !== undefined && searchPath('erl').length > 0 ? { sbin } : undefined;
}

/** Whether `installRabbit` can work: it needs root and apt-get. */
export function canInstallRabbit(): boolean {
  return process.getuid?.() === 0 && searchPath('apt-get').length > 0;
}

/**
 * Installs Debian's package. Needs root, apt-get and a reachable mirror.
 * @returns undefined on success, otherwise the output of the installation
 */
export async function installRabbit(): Promise<string | undefined> {
  const script = fileURLToPath(new URL('../../scripts/provision.sh', import.meta.url));
  const said: Buffer[] = [];
  const child = spawn('/bin/sh', [script, 'rabbitmq-server'], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  return code === 0 ? undefined : Buffer.concat(said).toString().trim().split('\n').slice(-3).join(' ');
}

function isIn(folder: string): (file: string) => boolean {
  return (file) => existsSync(join(folder, file));
}

function childFolders(parent: string, child: string): string[] {
  return existsSync(parent)
    ? readdirSync(parent)
        .sort()
        .reverse()
        .map((name) => join(parent, name, child))
    : [];
}

function searchPath(command: string): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).filter((file) => existsSync(file));
}
