/**
 * Runs when `lerna version` has written the new version and before it commits: dates the change log, gives the contract
 * the same version, which has to fit what changed in it, stores it as the released one, freezes the migrations, writes into
 * each package where its source is, and keeps the packed packages.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { releaseChanges } from './changelog.mjs';
import { nameRepository } from './name-repository.mjs';

const root = new URL('../../', import.meta.url);
const read = (path) => readFile(new URL(path, root), 'utf8');
const write = (path, text) => writeFile(new URL(path, root), text);

const { version } = JSON.parse(await read('lerna.json'));

await write('CHANGELOG.md', releaseChanges(await read('CHANGELOG.md'), version, new Date().toISOString().slice(0, 10)));

const contract = (await read('openapi.yaml')).replace(/^( {2}version: ).*$/m, `$1${version}`);
await write('openapi.yaml', contract);
execFileSync(process.execPath, ['--import=tsx', 'test/contract/check-version.ts'], { cwd: root, stdio: 'inherit' });
await mkdir(new URL('docs/released/', root), { recursive: true });
await write('docs/released/openapi.yaml', contract);
execFileSync('git', ['add', 'docs/released'], { cwd: root });
execFileSync(process.execPath, ['scripts/generate.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

execFileSync(process.execPath, ['--import=tsx', 'scripts/release/freeze-migrations.mjs'], { cwd: root });

try {
  await nameRepository();
} catch (error) {
  console.error(
    `release: ${error.message}\nrelease: Then npm run release:repository; until it is named, nothing can be published.`,
  );
}

// lerna writes it in its own way.
execFileSync(
  process.execPath,
  ['node_modules/prettier/bin/prettier.cjs', '--log-level', 'warn', '--write', 'lerna.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);

// The tarballs have the versions, the change log and the repository that were written above.
execFileSync(process.execPath, ['scripts/release/keep-tarballs.mjs'], { cwd: root, stdio: 'inherit' });
execFileSync('git', ['add', '--all', 'test/upgrade/releases'], { cwd: root });

// lerna commits what is staged beside its own changes.
execFileSync('git', ['add', '--update', '.'], { cwd: root });
