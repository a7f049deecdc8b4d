import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { LATEST_MIGRATION } from '../../src/db/migrate.js';

const FOLDER = new URL('../../src/db/', import.meta.url);

describe('The list of migrations', () => {
  const files = readdirSync(new URL('migrations/', FOLDER)).map((file) => file.replace(/\.ts$/, ''));
  const listed = [...readFileSync(new URL('migrate.ts', FOLDER), 'utf8').matchAll(/\{ name: '(\w+)'/g)].map(
    ([, name = '']) => name,
  );

  it('has every migration, in the order of their numbers', () => {
    expect(listed).to.deep.equal(files.sort());
  });

  it('ends with the one that readiness requires', () => {
    expect(LATEST_MIGRATION).to.equal(listed.at(-1));
  });
});
