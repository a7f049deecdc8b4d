import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tearDown } from '../../../../test/services/teardown.js';
import { Fixture } from '../faults/rig/fixture.js';
import { PLANTED } from './next-version.js';
import { install, packTree, releasedTarballs } from './packages.js';
import { plant, rehearse, type Finding, type Versions } from './rehearse.js';

const USAGE = 'Usage: npm run test:upgrade\n';

/**
 * An upgrade from the last release to this version under load, with a migration of each kind; then migrations that no
 * release may have, which the same check has to notice. Exits with 1 if a promise was broken, or a fault was not noticed.
 */
async function main(args: readonly string[]): Promise<void> {
  if (args.length > 0) throw new Error(USAGE);
  const folder = await mkdtemp(join(tmpdir(), 'order-service-upgrade-'));
  let fixture: Fixture | undefined;
  try {
    const versions = await installVersions(folder);
    fixture = await Fixture.open({ migrated: false });
    const findings = await rehearse(fixture, versions);
    findings.forEach(print);
    for (const [name, migrations] of Object.entries(PLANTED)) {
      const broken = (await plant(fixture, versions, migrations)).filter(({ isKept }) => !isKept);
      const detail = broken.map(({ promise, detail }) => `${promise}: ${detail}`).join('; ');
      const noticed = { promise: `the check notices ${name}`, isKept: broken.length > 0, detail };
      print(noticed);
      findings.push(noticed);
    }
    if (findings.some(({ isKept }) => !isKept)) process.exitCode = 1;
  } finally {
    await fixture?.close();
    await rm(folder, { recursive: true, force: true });
    await tearDown();
  }
}

function print({ promise, isKept, detail }: Finding): void {
  process.stdout.write(`${isKept ? 'kept  ' : 'BROKEN'}  ${promise}: ${detail.slice(0, MAX_DETAIL)}\n`);
}

const MAX_DETAIL = 600;

async function installVersions(folder: string): Promise<Versions> {
  const tree = await packTree(join(folder, 'tarballs'));
  const released = releasedTarballs();
  process.stdout.write(
    released ? `from ${released.join(', ')}\n` : 'nothing is released yet: from this version to itself\n',
  );
  const current = await install(join(folder, 'current'), tree);
  return { folder, current, released: released ? await install(join(folder, 'released'), released) : current };
}

await main(process.argv.slice(2));
