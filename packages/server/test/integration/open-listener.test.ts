import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { openListener } from '../../src/open-listener.js';

const CLIENTS = 800;
const SOMAXCONN = '/proc/sys/net/core/somaxconn';

/** Connects so many clients, and prints how many are connected when all are, or after 5 s. */
const CONNECT = `
  const [port, count] = process.argv.slice(1).map(Number);
  let connected = 0;
  const end = () => { console.log(connected); process.exit(); };
  setTimeout(end, 5_000);
  for (let at = 0; at < count; at += 1) {
    require('node:net').connect(port, '127.0.0.1').on('error', () => undefined).on('connect', () => {
      connected += 1;
      if (connected === count) end();
    });
  }`;

describe('A listener', () => {
  it('keeps the clients that connect at once while the process is busy', async () => {
    const server = createServer();
    server.on('connection', (socket) => socket.destroy());
    await openListener(server, '127.0.0.1', 0);
    const { port } = server.address() as AddressInfo;
    const clients = Math.min(CLIENTS, Number(readFileSync(SOMAXCONN, 'utf8')));

    // Nothing is accepted meanwhile: the clients run in another process, and this one waits for its end.
    const connected = execFileSync(process.execPath, ['-e', CONNECT, String(port), String(clients)], {
      encoding: 'utf8',
    });

    await once(server.close(), 'close');
    expect(Number(connected)).to.equal(clients);
  }).timeout(20_000);
});
