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
import { hasUnreleased, UNRELEASED } from './changelog.mjs';
import { PACKAGES } from './repository.mjs';
import { problemsOf } from './tarball.mjs';
import { tryOut } from './try-out.mjs';

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

/** Right after a release nothing is unreleased, and there would be nothing to try. */
async function ensureChanges(clone) {
  const path = join(clone, 'CHANGELOG.md');
  const text = await readFile(path, 'utf8');
  if (hasUnreleased(text)) return;
  await writeFile(path, text.replace(UNRELEASED, `${UNRELEASED}\n\n- Nothing new.`));
  const author = ['-c', 'user.name=dry run', '-c', 'user.email=dry-run@example.com'];
  run(clone, 'git', ...author, 'commit', '--quiet', '--all', '--message', 'Say that nothing is new');
}

/** Publishes nothing. The package was built by what packed it. */
function tryToPublish(clone, name) {
  run(join(clone, 'packages', name), 'npm', 'publish', '--dry-run', '--silent', '--ignore-scripts');
}

const folder = await mkdtemp(join(tmpdir(), 'orders-release-'));
try {
  const clone = join(folder, 'clone');
  await cloneInto(clone);
  await ensureChanges(clone);
  run(clone, join(root, 'node_modules/.bin/lerna'), 'version', bump, '--no-git-tag-version', '--no-push', '--yes');
  const { version } = JSON.parse(await readFile(join(clone, 'lerna.json'), 'utf8'));
  run(clone, 'npm', 'run', '--silent', 'check:drift');
  step('lerna version', version);

  run(clone, 'node', 'scripts/release/before-publish.mjs');
  const releases = join(clone, 'test/upgrade/releases');
  run(releases, 'sha256sum', '--check', '--strict', '--quiet', 'SHA256SUMS');
  const tarballs = PACKAGES.map((name) => join(releases, `order-service-${name}-${version}.tgz`));
  const problems = tarballs.flatMap((tarball) => problemsOf(tarball, version));
  for (const name of PACKAGES) tryToPublish(clone, name);
  step('npm pack, npm publish --dry-run', tarballs.length);

  problems.push(...(await tryOut(join(folder, 'empty'), tarballs, version)));
  step('installed in an empty folder, where an order was placed and read');

  for (const problem of problems) console.error(`release dry run: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
