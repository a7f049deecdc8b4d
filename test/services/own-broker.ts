import { spawnSync } from 'node:child_process';
import type { Suite } from 'mocha';
import { canInstallRabbit, findRabbitInstallation } from './rabbitmq-install.js';
import { onTeardown } from './teardown.js';

const ENGINE_TIMEOUT_MS = 10_000;

let possible: boolean | undefined;

/**
 * Defines a suite that starts, kills or fills a broker, and needs nodes of its own. If `RABBITMQ_TEST_URL` names the only
 * available broker, the suite is not defined, and the run reports that at its end.
 */
export function describeWithOwnBroker(title: string, body: (this: Suite) => void): void {
  possible ??= process.env.RABBITMQ_TEST_URL === undefined || canStartNodes();
  if (possible) {
    describe(title, body);
    return;
  }
  onTeardown(() => {
    process.stderr.write(
      `NOT RUN: ${title}. It needs an installed rabbitmq-server or Docker beside RABBITMQ_TEST_URL.\n`,
    );
    return Promise.resolve();
  });
}

function canStartNodes(): boolean {
  if (findRabbitInstallation() !== undefined || canInstallRabbit()) return true;
  return spawnSync('docker', ['info'], { stdio: 'ignore', timeout: ENGINE_TIMEOUT_MS }).status === 0;
}
