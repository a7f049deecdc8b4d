/**
 * Joins the modules of the command line into dist/orders.cjs, with the SDK and the parser of its arguments. Node needs half a
 * millisecond for each module that it loads, and `orders list` has over a hundred. The file is CommonJS, so that what a module
 * needs of other packages is loaded with the module and not with the file.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packages = new URL('../packages/', import.meta.url);
const dist = fileURLToPath(new URL('cli/dist/', packages));
const ofCommandLine = createRequire(new URL('cli/package.json', packages));

/** What is joined besides the modules of the command line: what every command needs. */
const JOINED = new Map([
  ['@order-service/sdk', fileURLToPath(new URL('sdk/dist/index.js', packages))],
  ['openapi-fetch', fileURLToPath(import.meta.resolve('openapi-fetch'))],
  ['commander', ofCommandLine.resolve('commander')],
]);

const joined = {
  name: 'joined',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path }) => (JOINED.has(path) ? { path: JOINED.get(path) } : undefined));
    onLoad({ filter: /node_modules.(openapi-fetch.dist|commander).index\.m?js$/ }, async ({ path }) => ({
      contents: `/*! ${await licenceOf(path)}*/\n${await readFile(path, 'utf8')}`,
    }));
  },
};

/** The name and the licence of the package of other people that `path` belongs to. */
async function licenceOf(path) {
  const folder = path.replace(/(node_modules.[\w-]+).*/, '$1');
  const { name } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return `${name}\n${await readFile(join(folder, 'LICENSE'), 'utf8')}`;
}

await build({
  entryPoints: { orders: join(dist, 'main.js') },
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  packages: 'external',
  plugins: [joined],
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  define: { 'import.meta.url': 'urlOfThisFile' },
  banner: { js: `const urlOfThisFile = require('node:url').pathToFileURL(__filename).href;` },
  legalComments: 'inline',
  sourcemap: true,
  logLevel: 'warning',
});

// Errors are shown with the names of their classes, and esbuild renames one of two things that have the same name. The
// parser's own errors are not shown.
const code = await readFile(join(dist, 'orders.cjs'), 'utf8');
const renamed = code
  .match(/\b(class (_\w*Error|\w*Error\d+)\b|\w*Error\d+ = class\b)/g)
  ?.filter((text) => !/Commander/.test(text));
if (renamed?.length) throw new Error(`The command line would show errors by other names: ${renamed.join(', ')}`);
