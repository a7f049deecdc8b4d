import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { usablePostgresBinaries } from '../../src/embedded/postgres/binaries.js';
import { findPostgresPackage } from '../../src/embedded/postgres/postgres-package.js';
import { serverAccount, type ServerAccount } from '../../src/embedded/postgres/account.js';
import { findStateDirectory } from '../../src/embedded/postgres/state-directory.js';

describe('PostgreSQL binaries', () => {
  let account: ServerAccount;
  let packageDirectory: string;
  let stateDirectory: string;

  beforeEach(async () => {
    account = await serverAccount('');
    packageDirectory = await mkdtemp(join(await realpath(tmpdir()), 'postgres-package-'));
    stateDirectory = await mkdtemp(join(await realpath(tmpdir()), 'postgres-state-'));
    await chmod(packageDirectory, 0o755);
    await cp(findPostgresPackage(), packageDirectory, { recursive: true, verbatimSymlinks: true });
    const links = await readFile(join(packageDirectory, 'native/pg-symlinks.json'), 'utf8');
    for (const { target } of JSON.parse(links) as { target: string }[]) {
      await rm(join(packageDirectory, target), { force: true }); // as npm unpacks it without its install script
    }
  });

  afterEach(async () => {
    await chmod(join(packageDirectory, 'native/lib'), 0o755);
    await rm(packageDirectory, { recursive: true });
    await rm(stateDirectory, { recursive: true });
  });

  const usableBinaries = () =>
    usablePostgresBinaries(packageDirectory, account, () => findStateDirectory(account, stateDirectory));

  async function versionOf(program: string): Promise<string> {
    return (await promisify(execFile)(program, ['--version'], { ...account, cwd: '/' })).stdout;
  }

  it('are used where npm put them, with the links that a skipped install script did not create', async () => {
    const { postgres } = await usableBinaries();

    expect(postgres).to.equal(join(packageDirectory, 'native/bin/postgres'));
    expect(await versionOf(postgres)).to.match(/^postgres \(PostgreSQL\) 18\./);
  });

  it('are copied if they cannot be run where they are', async () => {
    await chmod(join(packageDirectory, 'native/lib'), 0o555); // links cannot be created
    await chmod(packageDirectory, 0o700); // and other accounts cannot enter
    const first = await usableBinaries();
    const again = await usableBinaries();

    expect(first.postgres.startsWith(stateDirectory)).to.be.true;
    expect(again).to.deep.equal(first);
    expect(await versionOf(first.postgres)).to.match(/^postgres \(PostgreSQL\) 18\./);
    expect(await versionOf(first.initdb)).to.match(/^initdb \(PostgreSQL\) 18\./);
  });
});
