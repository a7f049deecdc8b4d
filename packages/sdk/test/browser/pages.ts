import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundleSdk } from '../support/bundle.js';

export type Place = 'window' | 'worker';

/** What a page reports of its run. */
export interface Report {
  readonly steps?: string[];
  readonly error?: string;
}

export interface Pages {
  url(place: Place): string;
  report(place: Place): Promise<Report>;
  stop(): Promise<void>;
}

const page = (script: string) => `<!doctype html><meta charset="utf-8"><title>SDK</title><script>${script}</script>`;
const send = (place: Place, run: string) =>
  `${run}.then((steps) => ({ steps }), (error) => ({ error: String(error && error.stack || error) }))` +
  `.then((report) => fetch('/report/${place}', { method: 'POST', body: JSON.stringify(report) }));`;

/** Serves the bundle and the pages that run it, and passes everything else on to the service, as one origin. */
export async function servePages(serviceUrl: string, token: string): Promise<Pages> {
  const { code } = await bundleSdk('iife');
  const scenario = readFileSync(new URL('scenario.js', import.meta.url), 'utf8');
  const run = `runScenario(location.origin, ${JSON.stringify(token)})`;
  const files = new Map<string, [type: string, body: string | Uint8Array]>([
    ['/sdk.js', ['text/javascript', code]],
    ['/scenario.js', ['text/javascript', scenario]],
    ['/worker.js', ['text/javascript', `importScripts('/sdk.js', '/scenario.js'); ${send('worker', run)}`]],
    ['/worker', ['text/html', page("new Worker('/worker.js')")]],
    [
      '/window',
      [
        'text/html',
        `${page('').replace('<script></script>', '<script src="/sdk.js"></script><script src="/scenario.js"></script>')}<script>${send('window', run)}</script>`,
      ],
    ],
  ]);

  const reports = new Map<string, (report: Report) => void>();
  const server = createServer((incoming, response) => {
    const path = incoming.url ?? '/';
    const file = files.get(path);
    if (file) response.writeHead(200, { 'content-type': file[0] }).end(file[1]);
    else if (path.startsWith('/report/')) receive(incoming, response, reports.get(path));
    else passOn(serviceUrl, incoming, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: (place) => `${origin}/${place}`,
    report: (place) => new Promise((resolve) => reports.set(`/report/${place}`, resolve)),
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function receive(incoming: IncomingMessage, response: ServerResponse, resolve?: (report: Report) => void): void {
  let body = '';
  incoming.on('data', (piece: Buffer) => (body += piece.toString()));
  incoming.on('end', () => {
    response.writeHead(204).end();
    resolve?.(JSON.parse(body) as Report);
  });
}

function passOn(serviceUrl: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = '/' } = incoming;
  const outgoing = request(new URL(url, serviceUrl), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}
