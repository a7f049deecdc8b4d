/**
 * Runs docker-compose.yml on a real engine, with each generation of compose that is installed, with and without
 * docker/secrets.yml, and checks what a parser cannot: every container becomes healthy, an order is accepted and its event
 * is queued, and that again after each container was restarted and killed. It needs an engine that can pull images, and
 * fails with a sentence where there is none. It removes everything that it started.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeployment, LONG_RUNNING, PASSWORD } from './deployment.js';
import { findComposes, findEngine } from './docker.js';

const say = (line: string) => process.stdout.write(`compose: ${line}\n`);

/** The files of docker/secrets.yml: the containers' users can read them, and no other user can enter their folder. */
function writeSecrets(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orders-secrets-'));
  const secrets = {
    database_url: `postgresql://orders:${PASSWORD}@postgres:5432/orders_db`,
    secret_key: `${PASSWORD}, and long enough for production`,
    postgres_password: PASSWORD,
    rabbitmq_password: PASSWORD,
  };
  for (const [name, value] of Object.entries(secrets)) {
    writeFileSync(join(folder, name), `${value}\n`);
    chmodSync(join(folder, name), 0o444);
  }
  return folder;
}

async function check(command: [string, ...string[]], secretsFolder?: string): Promise<void> {
  const name = `${command.join(' ')}${secretsFolder === undefined ? '' : ' with docker/secrets.yml'}`;
  const deployment = await createDeployment(command, secretsFolder);
  const compose = (...args: readonly string[]) => deployment.compose(...args);
  try {
    compose('up', '--build', '--detach');
    await deployment.healthy();
    await deployment.takesAnOrder();
    say(`${name}: healthy, accepts an order`);
    for (const service of LONG_RUNNING) {
      for (const [what, ...args] of [
        ['a restart', 'restart', service],
        ['a kill', 'kill', '-s', 'KILL', service],
      ] as const) {
        compose(...args);
        compose('up', '--detach');
        await deployment.healthy();
        await deployment.takesAnOrder();
        say(`${name}: accepts an order after ${what} of ${service}`);
      }
    }
    if (!compose('logs', 'order-service').includes('listening'))
      throw new Error('The log does not say where it listens.');
  } finally {
    compose('down', '--volumes', '--rmi', 'local');
  }
}

async function main(): Promise<void> {
  const engine = findEngine();
  if (engine === undefined) throw new Error('No Docker engine was found: `docker version` reaches none.');
  const composes = findComposes();
  if (composes.length === 0) throw new Error('Neither `docker compose` nor `docker-compose` is installed.');
  const secretsFolder = writeSecrets();
  try {
    for (const command of composes) {
      await check(command);
      await check(command, secretsFolder);
    }
  } finally {
    rmSync(secretsFolder, { recursive: true });
  }
  say(`passed on engine ${engine}. A restart of the engine itself was not checked.`);
}

main().catch((error: unknown) => {
  say(`FAILED. ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
