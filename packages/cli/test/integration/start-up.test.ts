import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { runOrders } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';

/** Node needs about half a millisecond for each. Before they were joined there were 130, and 60 in chunks. */
const MAX_FILES = 10;

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

describe('The start of the command line', () => {
  let sandbox: Sandbox;
  before(async () => (sandbox = await createSandbox()));
  after(() => sandbox.remove());

  it('loads few files for a list', async () => {
    const { env } = await newUser();
    const folder = join(sandbox.folder, 'coverage');
    const { exitCode } = await runOrders(sandbox, ['list'], { env: { ...env, NODE_V8_COVERAGE: folder } });
    expect(exitCode).to.equal(0);
    const [file = ''] = await readdir(folder);
    const { result } = JSON.parse(await readFile(join(folder, file), 'utf8')) as Coverage;
    const loaded = result.filter(({ url }) => url.startsWith('file:')).map(({ url }) => url);
    expect(loaded.some((url) => url.endsWith('/dist/orders.cjs'))).to.equal(true);
    expect(loaded).to.have.length.below(MAX_FILES);
  });
});
