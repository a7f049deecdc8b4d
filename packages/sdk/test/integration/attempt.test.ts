import type { Socket } from 'node:net';
import { expect } from 'chai';
import { ConnectionError, createClient, UnexpectedResponseError } from '../../src/index.js';
import { startSocketServer, type SocketServer } from '../support/socket-server.js';
import { rejection } from '../support/stub-service.js';

const JSON_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

describe('one attempt, on a real socket', () => {
  let server: SocketServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  async function getFrom(answer: (socket: Socket) => void): Promise<unknown> {
    server = await startSocketServer(answer);
    const { orders } = createClient({ baseUrl: server.url, maxRetries: 0, timeoutMs: 5_000, maxResponseBytes: 65_536 });
    return rejection(orders.get(42));
  }

  const rows: readonly [name: string, (socket: Socket) => void, error: unknown, message: RegExp][] = [
    [
      'a body shorter than its Content-Length',
      (socket) => socket.end(`${JSON_HEAD}Content-Length: 500\r\n\r\n{"id":42,`),
      ConnectionError,
      /connection to .* failed/,
    ],
    [
      'chunks that stop in the middle',
      (socket) => socket.end(`${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\n{"id":42,\r\n`),
      ConnectionError,
      /connection to .* failed/,
    ],
    [
      'a body with no length that ends early',
      (socket) => socket.end(`${JSON_HEAD}Connection: close\r\n\r\n{"id":42,`),
      UnexpectedResponseError,
      /not complete JSON/,
    ],
    [
      'a body with no end',
      (socket) => {
        const write = (): void => {
          while (!socket.destroyed && socket.write(' '.repeat(16_384)));
        };
        socket.write(`${JSON_HEAD}Connection: close\r\n\r\n`);
        socket.on('drain', write);
        write();
      },
      UnexpectedResponseError,
      /longer than 65536 bytes/,
    ],
    ['a connection closed without a word', (socket) => socket.end(), ConnectionError, /failed/],
    ['a connection that is reset', (socket) => socket.resetAndDestroy(), ConnectionError, /failed/],
    [
      'something that is not HTTP',
      (socket) => socket.end('220 mail.test ESMTP\r\n'),
      ConnectionError,
      /Could not reach/,
    ],
  ];

  for (const [name, answer, error, message] of rows) {
    it(`fails on ${name}`, async () => {
      const thrown = await getFrom(answer);
      expect(thrown).to.be.instanceOf(error);
      expect((thrown as Error).message).to.match(message);
    });
  }

  it('reports a refused connection', async () => {
    server = await startSocketServer(() => undefined);
    const { url } = server;
    await server.stop();
    server = undefined;
    const error = await rejection(createClient({ baseUrl: url, maxRetries: 0 }).orders.updateStatus(1, 'confirmed'));
    expect(error).to.be.instanceOf(ConnectionError).and.include({ outcomeUnknown: false, attempts: 1 });
    expect((error as Error).message).to.equal(`Could not reach ${url}: the connection was refused.`);
  });
});
