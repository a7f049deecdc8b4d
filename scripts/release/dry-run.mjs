/**
 * Goes through a release on a temporary clone of the last commit, and publishes nothing: the next version, what would be
 * uploaded, and whether it works where nothing else is installed. An argument is the version, or what `lerna version`
 * takes in its place.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGES } from './repository.mjs';
import { problemsOf } from './tarball.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [bump = 'minor'] = process.argv.slice(2);

/** A reserved name that leads nowhere. The clone's own remote is a folder, which no package may name. */
const PUBLIC_ADDRESS = 'https://git.example.com/order-service/orders.git';

function run(cwd, program, ...args) {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

function step(name, detail = '') {
  console.log(`release dry run: ${name}${detail && ` (${detail})`}`);
}

/** A clone with this checkout's dependencies, in which the workspaces are the clone's own. */
async function cloneInto(folder) {
  run(root, 'git', 'clone', '--quiet', root, folder);
  run(folder, 'git', 'remote', 'set-url', 'origin', PUBLIC_ADDRESS);
  await mkdir(join(folder, 'node_modules'));
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (name !== '@order-service') await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  await mkdir(join(folder, 'node_modules', '@order-service'));
  for (const name of PACKAGES) {
    const own = join(root, 'packages', name, 'node_modules');
    await symlink(join(folder, 'packages', name), join(folder, 'node_modules', '@order-service', name));
    await symlink(own, join(folder, 'packages', name, 'node_modules'));
  }
}

function pack(clone, name, destination) {
  const folder = join(clone, 'packages', name);
  const output = run(folder, 'npm', 'pack', '--silent', '--pack-destination', destination);
  run(folder, 'npm', 'publish', '--dry-run', '--silent', '--ignore-scripts'); // built by what packed it
  return join(destination, output.split('\n').at(-1));
}

/** Installs the tarballs in an empty folder, and uses each of them. */
async function tryOut(folder, tarballs, version) {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  run(
    folder,
    'npm',
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--omit=optional',
    ...tarballs,
  );
  const programs = join(folder, 'node_modules', '.bin');
  const evaluate = (code) => run(folder, 'node', '--input-type=module', '--eval', code);
  const uses = [
    ['orders --version', run(folder, join(programs, 'orders'), '--version'), version],
    ['order-service --version', run(folder, join(programs, 'order-service'), '--version'), version],
    ['order-service --help', run(folder, join(programs, 'order-service'), '--help'), 'Usage: order-service'],
    [
      'the SDK',
      evaluate('import { createClient } from "@order-service/sdk"; console.log(typeof createClient)'),
      'function',
    ],
    [
      'the SDK in CommonJS',
      run(folder, 'node', '--print', 'typeof require("@order-service/sdk").createClient'),
      'function',
    ],
    [
      'the server',
      evaluate('import * as all from "@order-service/server/testing"; console.log(typeof all.startOrderService)'),
      'function',
    ],
  ];
  return uses
    .filter(([, output, expected]) => !output.includes(expected))
    .map(([name, output]) => `${name} printed: ${output}`);
}

const folder = await mkdtemp(join(tmpdir(), 'orders-release-'));
try {
  const clone = join(folder, 'clone');
  await cloneInto(clone);
  run(clone, join(root, 'node_modules/.bin/lerna'), 'version', bump, '--no-git-tag-version', '--no-push', '--yes');
  const { version } = JSON.parse(await readFile(join(clone, 'lerna.json'), 'utf8'));
  run(clone, 'npm', 'run', '--silent', 'check:drift');
  step('lerna version', version);

  run(clone, 'node', 'scripts/release/before-publish.mjs');
  const tarballs = PACKAGES.map((name) => pack(clone, name, folder));
  const problems = tarballs.flatMap((tarball) => problemsOf(tarball, version));
  step('npm pack, npm publish --dry-run', tarballs.length);

  problems.push(...(await tryOut(join(folder, 'empty'), tarballs, version)));
  step('installed and used in an empty folder');

  for (const problem of problems) console.error(`release dry run: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
