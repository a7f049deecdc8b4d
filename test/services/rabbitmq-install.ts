import { spawn } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where an installed RabbitMQ keeps the scripts that start it as whoever calls them. */
export interface RabbitInstallation {
  readonly sbin: string;
}

/**
 * The RabbitMQ that is installed here, if any. Debian's /usr/sbin wrappers switch to another user, so they are passed
 * over: the real scripts lie beside a file `rabbitmq-defaults`.
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

/** Whether `installRabbit` has a chance: it needs root and apt-get. */
export function canInstallRabbit(): boolean {
  return process.getuid?.() === 0 && searchPath('apt-get').length > 0;
}

/**
 * Installs Debian's package where that is possible (root, apt-get, a reachable mirror).
 * @returns undefined when it worked, else what the installation said
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
