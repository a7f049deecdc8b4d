import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';

/** What a run of tests loads. */
const FOLDERS = [
  'packages/sdk/src',
  'packages/sdk/test',
  'packages/server/src',
  'packages/server/test',
  'test/services',
];

/** The file that a source is compiled to: beside it, where imports of `./name.js` find it. */
export function compiled(source: string): string {
  return source.replace(/\.ts$/, '.js');
}

/** Compiles the sources and tests of a copy, so that a run starts in less than half of the time that tsx takes. */
export async function compileAll(root: string): Promise<void> {
  const sources = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => join(root, folder, name)),
  );
  await build({ entryPoints: sources, outdir: root, outbase: root, format: 'esm', logLevel: 'error' });
}

/** The compiled text, or undefined when the source is not a program. Types are not checked. */
export async function compileText(source: string): Promise<string | undefined> {
  try {
    return (await transform(source, { loader: 'ts', format: 'esm', logLevel: 'silent' })).code;
  } catch {
    return undefined;
  }
}
