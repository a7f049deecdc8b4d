import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MIGRATIONS } from '../../packages/server/src/db/migrations/list.js';
import { SCHEMA_COLUMNS } from '../../packages/server/src/db/schema-columns.js';
import { allStatements, type AnyStatement } from '../../packages/server/test/support/all-statements.js';

/** Where a release keeps its packed packages. */
const RELEASES = fileURLToPath(new URL('../upgrade/releases/', import.meta.url));
/** Within the repository, so that the packages that it needs are found. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/released/', import.meta.url));

/** What the last released server needs of the schema. */
export interface ReleasedProgram {
  /** `unreleased` before the first release: then it is the server as it is. */
  readonly version: string;
  readonly statements: readonly AnyStatement[];
  /** By table. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** The names of its migrations. */
  readonly migrations: readonly string[];
}

/** Reads it from the packed server of the last release. */
export async function readReleasedProgram(): Promise<ReleasedProgram> {
  const tarball = existsSync(RELEASES)
    ? readdirSync(RELEASES).find((name) => /^order-service-server-.+\.tgz$/.test(name))
    : undefined;
  if (tarball === undefined) {
    const migrations = MIGRATIONS.map(({ name }) => name);
    return { version: 'unreleased', statements: await allStatements(), columns: SCHEMA_COLUMNS, migrations };
  }
  const folder = unpack(join(RELEASES, tarball));
  const load = async <Module>(path: string): Promise<Module> =>
    (await import(pathToFileURL(join(folder, path)).href)) as Module;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const { SCHEMA_COLUMNS: columns } = await load<{ SCHEMA_COLUMNS: ReleasedProgram['columns'] }>(
    'dist/db/schema-columns.js',
  );
  const { MIGRATIONS: released } = await load<{ MIGRATIONS: { name: string }[] }>('dist/db/migrations/list.js');
  const statements = await allStatements({ folder: pathToFileURL(join(folder, 'dist/db/statements/')) });
  return { version, statements, columns, migrations: released.map(({ name }) => name) };
}

/** Unpacks a tarball once; returns the folder of its package. */
function unpack(tarball: string): string {
  const digest = createHash('sha256').update(readFileSync(tarball)).digest('hex').slice(0, 16);
  const folder = join(CACHE, digest);
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true });
    const unpacked = mkdtempSync(join(CACHE, 'new-'));
    execFileSync('tar', ['-xzf', tarball, '-C', unpacked]);
    try {
      renameSync(unpacked, folder);
    } catch (error) {
      rmSync(unpacked, { recursive: true });
      if (!existsSync(folder)) throw error; // otherwise another process has unpacked it meanwhile
    }
  }
  return join(folder, 'package');
}
