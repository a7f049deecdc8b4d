import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url));
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** A new project outside of this repository that has installed our packages as they would be published. */
export interface ConsumerProject {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Copies files and folders into the project. */
  copy(...files: readonly URL[]): Promise<void>;
  /** Runs a program in the project, and resolves to what it printed. */
  run(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
  /** Runs a command that the project has installed, by this Node.js. */
  tool(name: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Packs `packages`, which `npm run build` has built, and installs them and `tools` from the registry. No install script is
 * run. `manifest` is what else the project's package.json has.
 */
export async function createProject(
  packages: readonly ('sdk' | 'server')[],
  tools: readonly string[],
  manifest: Readonly<Record<string, unknown>> = {},
): Promise<ConsumerProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'orders-matrix-')));
  const project: ConsumerProject = {
    folder,
    async write(files) {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), text);
      }
    },
    async copy(...files) {
      for (const file of files) await cp(file, join(folder, file.pathname.split('/').at(-1)!), { recursive: true });
    },
    async run(program, args, env = {}) {
      const { HOME, PATH, NODE_EXTRA_CA_CERTS } = process.env;
      const inherited = { HOME, PATH, ...(NODE_EXTRA_CA_CERTS !== undefined && { NODE_EXTRA_CA_CERTS }) };
      const options = { cwd: folder, env: { ...inherited, ...env }, maxBuffer: MAX_OUTPUT_BYTES };
      try {
        return (await run(program, args, options)).stdout.trim();
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
        throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
      }
    },
    tool: (name, args, env) => project.run(join(folder, 'node_modules/.bin', name), args, env),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
  try {
    await project.write({ 'package.json': JSON.stringify({ name: 'consumer', private: true, ...manifest }) });
    const packed = await Promise.all(packages.map((name) => pack(name, folder)));
    await project.run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packed, ...tools]);
  } catch (error) {
    await project.remove();
    throw error;
  }
  return project;
}

async function pack(name: string, folder: string): Promise<string> {
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: join(PACKAGES, name) });
  return `./${stdout.trim().split('\n').at(-1)!}`;
}
