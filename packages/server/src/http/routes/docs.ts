import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { createAsset, sendAsset, type Asset } from '../assets.js';
import { contractText } from '../contract/document.js';
import type { Handlers } from '../contract/handlers.js';
import { isProblemCode, PROBLEMS } from '../problems/problem-table.js';
import { RouteNotFoundError } from '../problems/request-errors.js';
import type { RouteTable } from '../route-table.js';

/** The files of Swagger UI that the page needs. The build copies them into this package, so the page needs no network. */
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
const packageFolder = dirname(createRequire(import.meta.url).resolve('@order-service/server/package.json'));
const assetFolder = join(packageFolder, 'dist', 'swagger-ui');

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Order Service</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });\n`;

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const REVALIDATED = undefined;
const FOR_A_DAY = 'public, max-age=86400';

const CONTRACT = createAsset(() => Buffer.from(contractText), 'application/json', REVALIDATED);
const DOCS_PAGE = createAsset(() => Buffer.from(PAGE), 'text/html', REVALIDATED);

/** What the page of documentation loads. */
const FILES: ReadonlyMap<string, Asset> = new Map([
  ['start.js', createAsset(() => Buffer.from(START), 'text/javascript', REVALIDATED)],
  ...ASSETS.map((name): [string, Asset] => [
    name,
    createAsset(() => readFile(join(assetFolder, name)), extname(name), FOR_A_DAY),
  ]),
]);

/** The contract, a page to read and try it, and a page for every problem's `type`. */
export function docsHandlers({ docs }: { readonly docs: boolean }) {
  return {
    getContract(_request, ctx) {
      if (!docs) throw new RouteNotFoundError(ctx.path);
      return { status: 200, asset: CONTRACT };
    },

    getDocs(_request, ctx) {
      if (!docs) throw new RouteNotFoundError(ctx.path);
      ctx.set('Content-Security-Policy', PAGE_POLICY);
      return { status: 200, asset: DOCS_PAGE };
    },

    getProblem({ path: { code } }, ctx) {
      if (!isProblemCode(code)) throw new RouteNotFoundError(ctx.path);
      const { status, title } = PROBLEMS[code];
      const body = `${title}\n\nHTTP status ${status}, code ${code}. GET /docs shows which operations answer with it.\n`;
      return { status: 200, type: 'text/plain', body };
    },
  } satisfies Partial<Handlers>;
}

/** Adds a route for the files that the page of documentation loads. They are no part of the contract. */
export function addDocsAssets(routes: RouteTable, { docs }: { readonly docs: boolean }): void {
  routes.add('get', '/docs/:asset', async (ctx) => {
    const { asset = '' } = ctx.params as { asset?: string };
    const file = docs ? FILES.get(asset) : undefined;
    if (!file) throw new RouteNotFoundError(ctx.path);
    await sendAsset(ctx, file);
  });
}
