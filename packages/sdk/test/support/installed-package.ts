import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

export interface Project {
  /** The folder of a project that has installed the package as it would be published. */
  readonly folder: string;
  /** Runs a program of the project with Node.js, and resolves to what it printed. */
  node(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** Packs the SDK, which `npm run build` has built, and installs it in a new project. */
export async function projectWithSdk(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'sdk-consumer-'));
  const modules = join(folder, 'node_modules');
  const installed = join(modules, '@order-service/sdk');
  await mkdir(installed, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: packageFolder,
  });
  const tarball = stdout.trim().split('\n').at(-1)!;
  await run('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1']);
  const require = createRequire(import.meta.url);
  const fetchFolder = dirname(dirname(require.resolve('openapi-fetch')));
  for (const [name, from] of [
    ['openapi-fetch', fetchFolder],
    ['openapi-typescript-helpers', join(dirname(fetchFolder), 'openapi-typescript-helpers')],
  ] as const) {
    await symlink(from, join(modules, name));
  }
  await cp(new URL('../consumers/', import.meta.url), folder, { recursive: true });
  return {
    folder,
    async node(...args) {
      try {
        return (await run(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH } })).stdout.trim();
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
        throw new Error(`node ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
