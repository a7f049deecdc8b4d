/**
 * Joins the modules of the command line, and the SDK with them, into dist/orders.js and a few chunks that it loads when it needs
 * them: Node needs half a millisecond for each module, and `orders list` has over a hundred.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../packages/cli/dist/', import.meta.url));

/** What is joined. The SDK is ours; of others, only what the SDK alone depends on. Their licences go with them. */
const JOINED = new Map([
  ['@order-service/sdk', fileURLToPath(new URL('../packages/sdk/dist/index.js', import.meta.url))],
  ['openapi-fetch', fileURLToPath(import.meta.resolve('openapi-fetch'))],
]);

const joined = {
  name: 'joined',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(@order-service\/sdk|openapi-fetch)$/ }, ({ path }) => ({ path: JOINED.get(path) }));
    onLoad({ filter: /openapi-fetch/ }, async ({ path }) => {
      const licence = await readFile(join(dirname(path), '..', 'LICENSE'), 'utf8');
      return { contents: `/*! openapi-fetch\n${licence}*/\n${await readFile(path, 'utf8')}` };
    });
  },
};

for (const name of await readdir(dist)) if (/^(orders|chunk-.*)\.js(\.map)?$/.test(name)) await rm(join(dist, name));
await build({
  entryPoints: { orders: join(dist, 'main.js') },
  outdir: dist,
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  plugins: [joined],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  legalComments: 'inline',
  sourcemap: true,
  keepNames: true, // of errors, which are shown
  logLevel: 'warning',
});
