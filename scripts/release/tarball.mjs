import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';

/** Files that no package may contain: tests, build information, settings of this repository. */
const UNWANTED = /(^|\/)(tests?|coverage|node_modules)\/|\.test\.|\.tsbuildinfo$|tsconfig|\.env/;
const ALLOWED = /^examples\//; // the server's example is a test for its users to copy

/**
 * What is wrong with a tarball that should hold `version`, in sentences.
 * @param {string} tarball
 * @param {string} version
 * @returns {string[]}
 */
export function problemsOf(tarball, version) {
  const folder = mkdtempSync(join(tmpdir(), 'orders-tarball-'));
  try {
    execFileSync('tar', ['-xzf', tarball, '-C', folder]);
    return problemsOfPackage(join(folder, 'package'), version);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function problemsOfPackage(folder, version) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const problems = [...problemsOfFiles(folder, manifest), ...problemsOfManifest(manifest, version)];
  return problems.map((problem) => `${manifest.name}: ${problem}.`);
}

function problemsOfFiles(folder, manifest) {
  const files = readdirSync(folder, { recursive: true }).filter((path) => lstatSync(join(folder, path)).isFile());
  const has = new Set(files);
  const sourcesOf = (map) => JSON.parse(readFileSync(join(folder, map), 'utf8')).sources;
  const wanted = ['LICENSE', 'CHANGELOG.md', 'README.md', ...entryPoints(manifest)];
  const lost = (map) => sourcesOf(map).filter((source) => !has.has(posix.join(posix.dirname(map), source)));
  return [
    ...wanted.filter((path) => !has.has(path)).map((path) => `${path} is missing`),
    ...files
      .filter((path) => UNWANTED.test(path) && !ALLOWED.test(path))
      .map((path) => `${path} should not be shipped`),
    ...files
      .filter((path) => path.endsWith('.map'))
      .flatMap((map) => lost(map).map((source) => `${map} leads to ${source}, which is missing`)),
  ];
}

function problemsOfManifest(manifest, version) {
  const problems = [];
  if (manifest.version !== version) problems.push(`its version is ${manifest.version}`);
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    if (name.startsWith('@order-service/') && range !== version) problems.push(`it depends on ${name} ${range}`);
  }
  if (!manifest.repository?.url) problems.push('it does not name its repository');
  if (manifest.publishConfig?.provenance !== true) problems.push('it would be published without provenance');
  for (const name of ['preinstall', 'install', 'postinstall']) {
    if (manifest.scripts?.[name]) problems.push(`it has the install script ${name}`);
  }
  return problems;
}

/** Every file that `bin`, `main`, `types` and `exports` name. */
function entryPoints({ bin = {}, main, types, exports = {} }) {
  const leaves = (value) => (typeof value === 'object' ? Object.values(value).flatMap(leaves) : [value]);
  return [bin, main, types, exports]
    .filter(Boolean)
    .flatMap(leaves)
    .map((path) => posix.normalize(path));
}
