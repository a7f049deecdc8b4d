import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isFileReadByOthers } from '../../src/config/file-mode.js';

describe('a file with a key', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'file-mode-test-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function file(mode: number, folderMode: number): string {
    const path = join(folder, 'key');
    writeFileSync(path, 'secret');
    chmodSync(path, mode);
    chmodSync(folder, folderMode);
    return path;
  }

  it('is read by others if its mode and that of its folder let them', () => {
    expect(isFileReadByOthers(file(0o644, 0o755))).to.equal(true);
    expect(isFileReadByOthers(file(0o640, 0o755))).to.equal(false);
    expect(isFileReadByOthers(file(0o644, 0o700))).to.equal(false);
  });

  it('is looked at behind symbolic links, which orchestrators make', () => {
    const link = join(folder, 'link');
    symlinkSync(file(0o600, 0o755), link);
    expect(isFileReadByOthers(link)).to.equal(false);
    file(0o644, 0o755);
    expect(isFileReadByOthers(link)).to.equal(true);
  });

  it('that does not exist is not read', () => {
    expect(isFileReadByOthers(join(folder, 'none'))).to.equal(false);
  });
});
