/**
 * Runs before a package is published, by lerna or by npm itself: refuses what `npm run release:version` did not prepare.
 * For `npm publish --dry-run` it only reports what is missing.
 */
import { readFile } from 'node:fs/promises';
import { hasSection } from './changelog.mjs';
import { PACKAGES, repositoryUrl } from './repository.mjs';

const root = new URL('../../', import.meta.url);
const json = async (path) => JSON.parse(await readFile(new URL(path, root), 'utf8'));

const { version } = await json('lerna.json');
const manifests = await Promise.all(PACKAGES.map((name) => json(`packages/${name}/package.json`)));
const problems = [];

let url;
try {
  url = repositoryUrl();
} catch (error) {
  problems.push(error.message);
}
for (const manifest of manifests) {
  if (url && manifest.repository.url !== url) problems.push(`${manifest.name} does not name ${url} as its repository.`);
  if (manifest.version !== version) problems.push(`${manifest.name} has version ${manifest.version}, not ${version}.`);
}
if (!hasSection(await readFile(new URL('CHANGELOG.md', root), 'utf8'), version)) {
  problems.push(`CHANGELOG.md has no section for ${version}: npm run release:version -- ${version}`);
}

for (const problem of problems) console.error(`release: ${problem}`);
if (problems.length > 0 && process.env.npm_config_dry_run !== 'true') process.exitCode = 1;
