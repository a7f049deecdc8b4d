import { readFileSync } from 'node:fs';
import { expect } from 'chai';

interface Manifest {
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly deprecated?: string;
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
}

const root = json('package.json') as Manifest;
const { packages } = json('package-lock.json') as { packages: Readonly<Record<string, Locked>> };
const locked = Object.entries(packages).map(([path, entry]) => ({
  ...entry,
  path,
  name: path.replace(/^.*node_modules\//, ''),
}));

describe('the dependencies', () => {
  it('are listed in allowScripts if they have an install script, and none may run it', () => {
    const withScripts = new Set(locked.filter((entry) => entry.hasInstallScript).map(({ name }) => name));
    expect(root.allowScripts).to.have.all.keys(...withScripts);
    expect(Object.values(root.allowScripts ?? {})).to.not.include(true);
  });

  it('are not deprecated', () => {
    expect(locked.filter((entry) => entry.deprecated !== undefined)).to.deep.equal([]);
  });

  it('have no install scripts for consumers, except those of the optional PostgreSQL', () => {
    const consumed = locked.filter((entry) => entry.hasInstallScript && !entry.dev && !entry.optional);
    expect(consumed).to.deep.equal([]);
  });
});
