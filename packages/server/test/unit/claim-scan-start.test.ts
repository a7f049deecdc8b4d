import { expect } from 'chai';
import { ClaimScanStart } from '../../src/db/claim-scan-start.js';

function ids(...all: number[]): { id: number }[] {
  return all.map((id) => ({ id }));
}

describe('ClaimScanStart', () => {
  let floor: ClaimScanStart;

  beforeEach(() => {
    floor = new ClaimScanStart();
  });

  it('starts with a full scan', () => {
    expect(floor.at(0)).to.equal(0);
  });

  it('stays slightly below the oldest event of the last full scan', () => {
    floor.claimed(ids(5_000, 5_300), 0, 1);
    expect(floor.at(100)).to.equal(4_000);
    floor.claimed(ids(5_301, 9_000), 100, 101);
    expect(floor.at(200)).to.equal(4_000);
  });

  it('scans everything again after half a second, and then starts higher', () => {
    floor.claimed(ids(5_000, 5_300), 0, 1);
    expect(floor.at(600)).to.equal(0);
    floor.claimed(ids(9_001), 600, 601);
    expect(floor.at(700)).to.equal(8_001);
  });

  it('stays below the newest known event when the outbox is empty', () => {
    floor.claimed(ids(5_000, 5_300), 0, 1);
    floor.claimed(ids(5_301, 9_000), 100, 101);
    floor.claimed([], 600, 601);
    expect(floor.at(700)).to.equal(8_000);
  });

  it('makes full scans less often when they are slow', () => {
    floor.claimed(ids(2_000), 0, 300);
    expect(floor.at(3_299)).to.equal(1_000);
    expect(floor.at(3_301)).to.equal(0);
  });

  it('never goes below zero', () => {
    floor.claimed(ids(3), 0, 1);
    expect(floor.at(10)).to.equal(0);
  });
});
