import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import Router from '@koa/router';
import { jsonText } from '../contract/answer.js';
import { contractText } from '../contract/document.js';
import type { Handlers } from '../contract/handlers.js';
import { isProblemCode, PROBLEMS } from '../problems/problem-table.js';
import { RouteNotFoundError } from '../problems/request-errors.js';

/** The files of Swagger UI that the page needs. The build copies them into this package, so the page needs no network. */
const ASSETS = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);
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

/** The contract, a page to read and try it, and a page for every problem's `type`. */
export function docsHandlers() {
  return {
    getContract: () => ({ status: 200, body: jsonText(contractText) }),

    getDocs(_request, ctx) {
      ctx.set('Content-Security-Policy', PAGE_POLICY);
      return { status: 200, type: 'text/html', body: PAGE };
    },

    getProblem({ path: { code } }, ctx) {
      if (!isProblemCode(code)) throw new RouteNotFoundError(ctx.path);
      const { status, title } = PROBLEMS[code];
      const body = `${title}\n\nHTTP status ${status}, code ${code}. GET /docs shows which operations answer with it.\n`;
      return { status: 200, type: 'text/plain', body };
    },
  } satisfies Partial<Handlers>;
}

/** The files that the page of documentation loads. They are no part of the contract. */
export function docsAssets(): Router {
  const router = new Router();

  router.get('/docs/start.js', (ctx) => {
    ctx.type = 'text/javascript';
    ctx.body = START;
  });

  router.get('/docs/:asset', (ctx) => {
    const { asset = '' } = ctx.params as { asset?: string };
    if (!ASSETS.has(asset)) throw new RouteNotFoundError(ctx.path);
    ctx.type = extname(asset);
    ctx.set('Cache-Control', 'public, max-age=86400');
    ctx.body = createReadStream(join(assetFolder, asset));
  });

  return router;
}
