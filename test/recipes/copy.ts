import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly exitCode: number | null;
  /** Standard output and standard error. */
  readonly output: string;
}

/** A copy of the repository, in which a recipe is followed. */
export interface Copy {
  readonly url: URL;
  run(command: string, args: readonly string[]): Promise<Outcome>;
  remove(): Promise<void>;
}

/** Copies the files that git knows, or would add, and links the installed packages. */
export async function copyRepository(): Promise<Copy> {
  const folder = await mkdtemp(join(tmpdir(), 'orders-recipes-'));
  const listed = await run(ROOT, 'git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of listed.output.split('\0').filter((name) => name !== '')) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(ROOT, file), join(folder, file), { recursive: true }).catch(ignoreMissing);
  }
  for (const packageFolder of ['', 'packages/cli', 'packages/sdk', 'packages/server']) {
    await linkModules(join(ROOT, packageFolder, 'node_modules'), join(folder, packageFolder, 'node_modules'));
  }
  await run(folder, 'git', ['init', '--quiet']); // some tests list the files that git knows
  await run(folder, 'git', ['add', '--all']);
  return {
    url: pathToFileURL(`${folder}/`),
    run: (command, args) => run(folder, command, args),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A file that git knows may have been deleted. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Links each package. Our own packages are relative links, which lead to the packages of the copy when copied. */
async function linkModules(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => []);
  if (entries.length > 0) await mkdir(to, { recursive: true });
  for (const { name } of entries) {
    if (name === '.cache') continue;
    if (name === '@order-service' || name === '.bin') {
      await cp(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    } else await symlink(join(from, name), join(to, name));
  }
}

async function run(cwd: string, command: string, args: readonly string[]): Promise<Outcome> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output };
}
