/**
 * Writes into each package where its source is: the public remote `origin`. Runs with `npm run release:version`, and by
 * itself for a version that was made where there was no such remote.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PACKAGES, repositoryUrl } from './repository.mjs';

export async function nameRepository() {
  const url = repositoryUrl();
  for (const name of PACKAGES) {
    const path = new URL(`../../packages/${name}/package.json`, import.meta.url);
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    manifest.repository = { type: 'git', url, directory: manifest.repository.directory };
    await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await nameRepository();
