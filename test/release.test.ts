import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { hasSection, hasUnreleased, releaseChanges } from '../scripts/release/changelog.mjs';
import { PACKAGES, publicUrl } from '../scripts/release/repository.mjs';
import { problemsOf } from '../scripts/release/tarball.mjs';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly repository: { readonly directory: string };
  readonly publishConfig: object;
  readonly scripts: Readonly<Record<string, string>>;
}

function text(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

describe('a release', () => {
  const { version } = JSON.parse(text('lerna.json')) as { version: string };

  for (const name of PACKAGES) {
    it(`of packages/${name} is built, described and signed where it is packed`, () => {
      const manifest = JSON.parse(text(`packages/${name}/package.json`)) as Manifest;
      expect(manifest.version).to.equal(version);
      expect(manifest.repository.directory).to.equal(`packages/${name}`);
      expect(manifest.publishConfig).to.deep.equal({ access: 'public', provenance: true });
      expect(manifest.scripts).to.include.keys('prepack', 'prepublishOnly', 'check:package');
    });
  }

  it('has the version of the contract, which the service answers with', () => {
    const { info } = JSON.parse(text('packages/server/openapi.json')) as { info: { version: string } };
    expect(info.version).to.equal(version);
  });

  describe('names its repository', () => {
    const expected = 'git+https://git.example.com/shop/orders.git';
    for (const remote of [
      'https://git.example.com/shop/orders.git',
      'https://git.example.com/shop/orders/',
      'https://token@git.example.com/shop/orders.git',
      'ssh://git@git.example.com:2222/shop/orders.git',
      'git@git.example.com:shop/orders.git',
    ]) {
      it(`by ${remote}`, () => expect(publicUrl(remote)).to.equal(expected));
    }

    for (const remote of [
      '',
      '/srv/orders.git',
      '../orders',
      'file:///srv/orders.git',
      'http://localhost/orders.git',
    ]) {
      it(`and is refused by ${remote === '' ? 'no remote' : remote}`, () => {
        expect(() => publicUrl(remote)).to.throw('is not a public address');
      });
    }
    it('and is refused by an address of the local network', () => {
      expect(() => publicUrl('http://192.168.1.2/orders.git')).to.throw('is not a public address');
    });
  });

  describe('writes the change log', () => {
    const log = '# Changelog\n\n## [Unreleased]\n\n- New.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n';

    it('by giving what is unreleased a version and a date', () => {
      const released = releaseChanges(log, '0.2.0', '2026-02-01');
      expect(released).to.contain('## [Unreleased]\n\n## [0.2.0] - 2026-02-01\n\n- New.\n\n## [0.1.0]');
      expect(hasSection(released, '0.2.0')).to.equal(true);
    });

    it('unless there is nothing new', () => {
      const released = releaseChanges(log, '0.2.0', '2026-02-01');
      expect(() => releaseChanges(released, '0.3.0', '2026-03-01')).to.throw('nothing under "Unreleased"');
    });

    it('unless that version was released', () => {
      expect(() => releaseChanges(log, '0.1.0', '2026-02-01')).to.throw('a section for 0.1.0 already');
    });

    it('and the one of this repository can be taken, unless nothing is new', () => {
      const changelog = text('CHANGELOG.md');
      if (hasUnreleased(changelog)) {
        expect(releaseChanges(changelog, '99.0.0', '2026-02-01')).to.contain('## [99.0.0] - 2026-02-01');
      } else {
        expect(hasSection(changelog, version)).to.equal(true);
      }
    });
  });

  describe('looks into its tarballs', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tarball-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    const manifest = {
      name: 'thing',
      version: '1.2.3',
      bin: { thing: './bin/thing.js' },
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      dependencies: { '@order-service/sdk': '1.2.3', koa: '~3.3.0' },
      repository: { type: 'git', url: 'git+https://git.example.com/shop/orders.git' },
      publishConfig: { provenance: true },
    };
    const sound = {
      'package.json': JSON.stringify(manifest),
      LICENSE: '',
      'CHANGELOG.md': '',
      'README.md': '',
      'bin/thing.js': '',
      'dist/index.js': '',
      'dist/index.js.map': '{ "sources": ["../src/index.ts"] }',
      'dist/index.d.ts': '',
      'src/index.ts': '',
    };

    function problems(changes: Readonly<Record<string, string | undefined>>): string[] {
      for (const [path, content] of Object.entries<string | undefined>({ ...sound, ...changes })) {
        if (content === undefined) continue; // left out
        mkdirSync(dirname(join(folder, 'package', path)), { recursive: true });
        writeFileSync(join(folder, 'package', path), content);
      }
      execFileSync('tar', ['-czf', 'thing.tgz', 'package'], { cwd: folder });
      return problemsOf(join(folder, 'thing.tgz'), '1.2.3');
    }
    const changed = (change: object) => ({ 'package.json': JSON.stringify({ ...manifest, ...change }) });

    it('and finds nothing where all is well', () => expect(problems({})).to.deep.equal([]));

    const faults: [changes: Readonly<Record<string, string | undefined>>, problem: string][] = [
      [{ LICENSE: undefined }, 'LICENSE is missing'],
      [{ 'CHANGELOG.md': undefined }, 'CHANGELOG.md is missing'],
      [{ 'dist/index.js': undefined }, 'dist/index.js is missing'],
      [{ 'bin/thing.js': undefined }, 'bin/thing.js is missing'],
      [{ 'src/index.ts': undefined }, 'dist/index.js.map leads to ../src/index.ts, which is missing'],
      [{ 'test/index.test.ts': '' }, 'test/index.test.ts should not be shipped'],
      [{ 'dist/.tsbuildinfo': '' }, 'dist/.tsbuildinfo should not be shipped'],
      [{ '.env': '' }, '.env should not be shipped'],
      [changed({ version: '1.2.2' }), 'its version is 1.2.2'],
      [changed({ dependencies: { '@order-service/sdk': '^1.2.3' } }), 'it depends on @order-service/sdk ^1.2.3'],
      [changed({ repository: { type: 'git' } }), 'it does not name its repository'],
      [changed({ publishConfig: {} }), 'it would be published without provenance'],
      [changed({ scripts: { postinstall: 'node x' } }), 'it has the install script postinstall'],
    ];
    for (const [changes, problem] of faults) {
      it(`and reports: ${problem}`, () => expect(problems(changes)).to.deep.equal([`thing: ${problem}.`]));
    }
  });
});
