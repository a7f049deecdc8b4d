import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { MIGRATIONS } from '../../src/db/migrations/list.js';
import { LATEST_MIGRATION } from '../../src/db/schema-state.js';
import { digestOf } from '../../src/db/migrations/migration.js';

const FOLDER = new URL('../../src/db/migrations/', import.meta.url);
const CHANGELOG = new URL('../../../../CHANGELOG.md', import.meta.url);

describe('The list of migrations', () => {
  const names = MIGRATIONS.map(({ name }) => name);

  it('has every migration, in the order of their numbers', () => {
    const files = readdirSync(FOLDER).filter((file) => /^\d+_\w+\.ts$/.test(file));
    expect(names).to.deep.equal(files.map((file) => file.replace('.ts', '')).sort());
  });

  it('ends with the one that readiness requires', () => {
    expect(LATEST_MIGRATION).to.equal(names.at(-1));
  });

  describe('once released', () => {
    const released = JSON.parse(readFileSync(new URL('released.json', FOLDER), 'utf8')) as Record<string, string>;

    it('has its digests recorded, by npm run release:version', () => {
      const isReleased = /^## \[\d/m.test(readFileSync(CHANGELOG, 'utf8'));
      expect(Object.keys(released)).to.deep.equal(isReleased ? names.slice(0, Object.keys(released).length) : []);
      if (isReleased) expect(released).not.to.be.empty;
    });

    it('does not change', () => {
      for (const [name, digest] of Object.entries(released)) {
        const migration = MIGRATIONS.find((each) => each.name === name);
        const advice = `${name} was released and must not change: add a migration instead`;
        expect(migration && digestOf(migration), advice).to.equal(digest);
      }
    });

    it('is distinguished from another by its SQL', () => {
      const one = { name: 'one', statements: ['CREATE TABLE a ()', 'CREATE TABLE b ()'] };
      expect(digestOf({ ...one, name: 'two' })).to.equal(digestOf(one));
      expect(digestOf({ ...one, statements: ['CREATE TABLE a ()', 'CREATE TABLE c ()'] })).not.to.equal(digestOf(one));
    });
  });
});
