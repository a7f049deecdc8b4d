import { join } from 'node:path';
import { expect } from 'chai';
import { startProxy } from '../support/proxy.js';
import { createProject, type ConsumerProject } from './consumer-project.js';
import { PROGRAMS } from './recognises.js';

const VERSIONS = ['20.19', '22', '24', '26'];
const PLATFORM = `node-${process.platform}-${process.arch}`;

describe('A project that has installed the SDK', function () {
  this.timeout(300_000);
  let project: ConsumerProject;

  before('install each Node.js', async () => {
    project = await createProject(
      ['sdk'],
      VERSIONS.map((version) => `node-${version}@npm:${PLATFORM}@${version}`),
    );
    await project.write(PROGRAMS);
  });
  after(() => project.remove());

  const node = (version: string) => join(project.folder, 'node_modules', `node-${version}`, 'bin/node');

  for (const version of VERSIONS) {
    for (const program of Object.keys(PROGRAMS)) {
      it(`runs ${program} on Node.js ${version}`, async () => {
        expect(await project.run(node(version), ['--version'])).to.match(new RegExp(`^v${version}\\.`));
        expect(await project.run(node(version), [program])).to.equal('true');
      });
    }
  }

  for (const version of ['24', '26']) {
    it(`sends by the proxy of the environment on Node.js ${version}`, async () => {
      const program = `import { createClient } from '@order-service/sdk';
        console.log((await createClient({ baseUrl: 'http://orders.invalid', token: 't' }).orders.list()).items.length);`;
      const proxy = await startProxy();
      try {
        const env = { HTTP_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1' };
        await project.write({ 'proxied.mjs': program });
        expect(await project.run(node(version), ['proxied.mjs'], env)).to.equal('0');
        expect(proxy.requests).to.have.lengthOf(1);
        expect(proxy.requests[0]).to.include('orders.invalid');
      } finally {
        await proxy.stop();
      }
    });
  }
});
