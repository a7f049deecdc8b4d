import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { bundleSdk } from '../support/bundle.js';

const MAX_BYTES = 18_500;
const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

describe('the package', () => {
  it('is under 18.5 kB gzipped with all that it needs, and needs nothing of Node', async () => {
    const { code, inputs } = await bundleSdk();
    expect(gzipSync(code).byteLength).to.be.below(MAX_BYTES);
    const packages = inputs
      .filter((path) => path.includes('node_modules'))
      .map((path) => path.split('node_modules/')[1]);
    expect(packages.every((path) => path?.startsWith('openapi-fetch/'))).to.equal(true);
  });

  it('depends on openapi-fetch alone', () => {
    const manifest = JSON.parse(readFileSync(`${packageFolder}package.json`, 'utf8')) as Record<string, object>;
    expect(Object.keys(manifest.dependencies ?? {})).to.deep.equal(['openapi-fetch']);
    expect(manifest).not.to.have.any.keys('peerDependencies', 'optionalDependencies');
  });
});
