/**
 * Writes the CommonJS entry of the SDK beside its ES modules: one file of code, and the declarations for TypeScript files
 * that are CommonJS. The declarations refer to those of the ES modules, so both kinds of importers have the same types.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = new URL('../packages/sdk/dist/', import.meta.url);

await build({
  entryPoints: [fileURLToPath(new URL('index.js', dist))],
  outfile: fileURLToPath(new URL('index.cjs', dist)),
  bundle: true,
  packages: 'external',
  format: 'cjs',
  platform: 'neutral',
  target: 'es2022',
  logLevel: 'warning',
});

const isClass = (value) => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
const values = Object.entries(await import(new URL('index.js', dist))).flatMap(([name, value]) => [
  `export declare const ${name}: typeof sdk.${name};`,
  ...(isClass(value) ? [`export type ${name} = sdk.${name};`] : []),
]);
const declarations = `import type * as sdk from './index.js' with { 'resolution-mode': 'import' };
export type * from './index.js' with { 'resolution-mode': 'import' };
${values.join('\n')}
`;
await writeFile(new URL('index.d.cts', dist), declarations);
