import { expect } from 'chai';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FileError } from '../../src/errors.js';
import { createProfileStore, type ProfileStore } from '../../src/session/profiles.js';

describe('ProfileStore', () => {
  let folder: string;
  let store: ProfileStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orders-profiles-'));
    store = createProfileStore(join(folder, 'orders', 'config.json'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

  it('has no profiles before the first login', async () => {
    expect(await store.read()).to.deep.equal({ profiles: {} });
  });

  it('is readable by its owner only', async () => {
    await store.save('default', { url: 'http://localhost:8002', token: 'secret' });
    expect(await modeOf(store.path)).to.equal(0o600);
    expect(await modeOf(dirname(store.path))).to.equal(0o700);
    expect(await store.isExposed()).to.be.false;
    await chmod(store.path, 0o644);
    expect(await store.isExposed()).to.be.true;
  });

  it('makes the last login the current profile, and leaves no temporary file', async () => {
    await store.save('one', { url: 'http://one', token: 'a' });
    await store.save('two', { url: 'http://two', token: 'b', catalogue_url: 'http://products' });
    expect(await store.read()).to.deep.equal({
      current: 'two',
      profiles: {
        one: { url: 'http://one', token: 'a' },
        two: { url: 'http://two', token: 'b', catalogue_url: 'http://products' },
      },
    });
    expect(await readdir(dirname(store.path))).to.deep.equal(['config.json']);
  });

  it('removes a profile, and falls back to another', async () => {
    await store.save('one', { url: 'http://one' });
    await store.save('two', { url: 'http://two' });
    expect(await store.remove('two')).to.be.true;
    expect(await store.remove('two')).to.be.false;
    expect(await store.read()).to.deep.equal({ current: 'one', profiles: { one: { url: 'http://one' } } });
  });

  for (const [what, text] of Object.entries({
    'a file cut short': '{"profiles": {"default": {"ur',
    'a list': '[]',
    'a profile without a URL': '{"profiles": {"default": {"token": "x"}}}',
    'a token that is no text': '{"profiles": {"default": {"url": "http://x", "token": 5}}}',
  })) {
    it(`does not change ${what}, and reports it`, async () => {
      await store.save('default', { url: 'http://x' });
      await writeFile(store.path, text);
      const error: unknown = await store.save('other', { url: 'http://y' }).catch((thrown: unknown) => thrown);
      expect(error).to.be.an.instanceOf(FileError);
      expect((error as FileError).message)
        .to.include(store.path)
        .and.include('damaged');
      expect(await readFile(store.path, 'utf8')).to.equal(text);
    });
  }
});
