/**
 * Copies the files of Swagger UI that `/docs` serves into packages/server/dist/swagger-ui. The server ships them instead of
 * depending on swagger-ui-dist, which is ten times as large and brings a package whose install script reports home.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The licence (Apache-2.0) asks that its text and the notice go with the files.
const FILES = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'favicon-32x32.png',
  'LICENSE',
  'NOTICE',
];

const source = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const target = fileURLToPath(new URL('../packages/server/dist/swagger-ui/', import.meta.url));

await mkdir(target, { recursive: true });
await Promise.all(FILES.map((name) => copyFile(join(source, name), join(target, name))));
