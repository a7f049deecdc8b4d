/**
 * Packs the packages of the version that is released, and keeps them, with their digests, in place of those of the last
 * release: `npm run test:upgrade` and test/migration-rule.test.ts compare the next version with them.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGES } from './repository.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const releases = join(root, 'test/upgrade/releases');

rmSync(releases, { recursive: true, force: true });
mkdirSync(releases, { recursive: true });
const lines = PACKAGES.map((name) => {
  const args = ['pack', '--silent', '--pack-destination', releases];
  const options = { cwd: join(root, 'packages', name), encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const file = execFileSync('npm', args, options).trim().split('\n').at(-1);
  const digest = createHash('sha256')
    .update(readFileSync(join(releases, file)))
    .digest('hex');
  return `${digest}  ${file}\n`;
});
// As sha256sum writes it, and `sha256sum --check` reads it.
writeFileSync(join(releases, 'SHA256SUMS'), lines.join(''));
