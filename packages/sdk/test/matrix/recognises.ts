/** What every consumer of the matrix does: has a request refused by a stand-in for `fetch`, and recognises the error. */
export const RECOGNISES = `
const answer = { type: '', title: '', status: 404, detail: 'None.', code: 'order_not_found', request_id: '' };
const headers = { 'content-type': 'application/problem+json' };
const standIn = async () => new Response(JSON.stringify(answer), { status: 404, headers });
const isRecognised = () =>
  sdk.createClient({ baseUrl: 'http://orders.test', fetch: standIn }).orders.get(257)
    .then(() => false, (error: unknown) => error instanceof sdk.ApiError && sdk.isProblem(error, 'order_not_found'));
`;

const JAVASCRIPT = RECOGNISES.replaceAll(': unknown', '');
const PRINT = 'isRecognised().then((is) => console.log(is));\n';

/** Programs that print `true`, as ES module and as CommonJS, and ones that run these in a worker. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  'program.mjs': `import * as sdk from '@order-service/sdk';${JAVASCRIPT}${PRINT}`,
  'program.cjs': `const sdk = require('@order-service/sdk');${JAVASCRIPT}${PRINT}`,
  'worker.mjs': `import { Worker } from 'node:worker_threads';
new Worker(new URL('program.mjs', import.meta.url));\n`,
  'worker.cjs': `const { Worker } = require('node:worker_threads');
new Worker(require.resolve('./program.cjs'));\n`,
};
