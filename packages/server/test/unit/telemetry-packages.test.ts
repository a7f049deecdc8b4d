import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { TELEMETRY_PACKAGES, TelemetryPackagesError } from '../../src/telemetry/telemetry-packages.js';

interface Manifest {
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>;
}

function manifest(path: string): Manifest {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Manifest;
}

describe('the packages of telemetry', () => {
  it('are optional peers in the versions that the error names, and installed by the checkout', () => {
    const { peerDependencies, peerDependenciesMeta } = manifest('../../package.json');
    const { devDependencies } = manifest('../../../../package.json');
    const { message } = new TelemetryPackagesError({});
    for (const [name, version] of Object.entries(TELEMETRY_PACKAGES)) {
      expect(peerDependencies?.[name], name).to.equal(version);
      expect(peerDependenciesMeta?.[name], name).to.deep.equal({ optional: true });
      expect(devDependencies?.[name], name).to.equal(version);
      expect(message).to.include(`${name}@${version}`);
    }
  });
});
