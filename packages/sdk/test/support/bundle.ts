import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Bundle {
  readonly code: Uint8Array;
  /** The files that went into it. */
  readonly inputs: readonly string[];
}

/** The SDK and what it depends on as one file for browsers: an ES module, or a script that sets `OrderService`. */
export async function bundleSdk(format: 'esm' | 'iife' = 'esm'): Promise<Bundle> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL('../../src/index.ts', import.meta.url))],
    bundle: true,
    format,
    globalName: 'OrderService',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const [output] = result.outputFiles;
  if (!output) throw new Error('esbuild wrote nothing.');
  return { code: output.contents, inputs: Object.keys(result.metafile.inputs) };
}
