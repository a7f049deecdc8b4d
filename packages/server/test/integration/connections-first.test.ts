import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import { listen } from '../../src/http-server.js';
import { eventually } from '../../../../test/services/eventually.js';

const CLIENTS = 150;
const WORK_MS = 1;

/** Clients that connect at once, and then send each a request as soon as the last one is answered, until they are ended. */
const CLIENTS_AT_ONCE = `
  const [port, count] = process.argv.slice(1).map(Number);
  const request = 'GET / HTTP/1.1\\r\\nHost: orders\\r\\n\\r\\n';
  for (let at = 0; at < count; at += 1) {
    const socket = require('node:net').connect(port, '127.0.0.1').on('error', () => undefined);
    socket.on('connect', () => socket.write(request)).on('data', () => socket.write(request));
  }`;

describe('A server whose clients keep it busy', () => {
  it('serves each new client after about as many requests as there are clients', async () => {
    const known = new Set<Socket>();
    let served = 0;
    let servedUntilAllWereKnown: number | undefined;
    const server = await listen(
      (request, response) => {
        known.add(request.socket);
        served += 1;
        if (known.size === CLIENTS) servedUntilAllWereKnown ??= served;
        for (const untilMs = performance.now() + WORK_MS; performance.now() < untilMs;);
        response.end('done');
      },
      { host: '127.0.0.1', port: 0 },
    );
    const { port } = new URL(server.url);
    const clients = spawn(process.execPath, ['-e', CLIENTS_AT_ONCE, port, String(CLIENTS)], { stdio: 'ignore' });
    try {
      await eventually('every client is served', () => servedUntilAllWereKnown !== undefined);
      expect(servedUntilAllWereKnown).to.be.at.most(3 * CLIENTS);
    } finally {
      clients.kill();
      await server.stop({ drainMs: 0 });
    }
  }).timeout(60_000);
});
