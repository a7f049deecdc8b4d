import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDevInstance } from '../../src/session/dev-instance.js';

const ALIVE = {
  url: 'http://127.0.0.1:8002',
  token: 'dev-token',
  catalogue_url: 'http://127.0.0.1:8001',
  pid: process.pid,
};

describe('findDevInstance', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orders-dev-'));
    await mkdir(join(folder, '.orders'));
    await mkdir(join(folder, 'packages', 'deep'), { recursive: true });
  });

  afterEach(() => rm(folder, { recursive: true }));

  const tell = (content: unknown): Promise<void> =>
    writeFile(join(folder, '.orders', 'dev.json'), typeof content === 'string' ? content : JSON.stringify(content));

  it('finds it in this folder and from every folder below', async () => {
    await tell(ALIVE);
    expect(await findDevInstance(folder)).to.deep.equal(ALIVE);
    expect(await findDevInstance(join(folder, 'packages', 'deep'))).to.deep.equal(ALIVE);
  });

  it('finds nothing without a running service', async () => {
    expect(await findDevInstance(folder)).to.be.undefined;
  });

  for (const [what, content] of Object.entries({
    'a process that has ended': { ...ALIVE, pid: 2 ** 22 + 1 },
    'half a file': '{"url": "http',
    'a server on another machine': { ...ALIVE, url: 'http://orders.example' },
    'a catalogue on another machine': { ...ALIVE, catalogue_url: 'http://products.example' },
    'no token': { ...ALIVE, token: undefined },
    'a process group': { ...ALIVE, pid: -1 },
  })) {
    it(`ignores ${what}`, async () => {
      await tell(content);
      expect(await findDevInstance(folder)).to.be.undefined;
    });
  }
});
