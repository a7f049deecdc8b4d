/**
 * Runs before npm packs the package in the current folder: builds it anew, so that nothing of a file that is gone from
 * `src` is shipped, and gives it the licence and the change log of the repository.
 */
import { execFileSync } from 'node:child_process';
import { copyFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const packageFolder = process.cwd();

await rm(join(packageFolder, 'dist'), { recursive: true, force: true });
// npm's own words on standard output are read as JSON by those who pack.
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', packageFolder], {
  stdio: ['ignore', process.stderr, 'inherit'],
});
const name = basename(packageFolder);
if (name === 'sdk') await import('../build-commonjs.mjs');
if (name === 'cli') await import('../bundle-command-line.mjs');
if (name === 'server') await import('../copy-swagger-ui.mjs');

for (const file of ['LICENSE', 'CHANGELOG.md']) await copyFile(join(root, file), join(packageFolder, file));
