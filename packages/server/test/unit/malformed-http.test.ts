import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { listen, type HttpServer } from '../../src/http-server.js';

const GARBAGE = '\x16\x03\x01 no request\r\n\r\n';
const POST = 'POST /orders HTTP/1.1\r\nHost: orders\r\nContent-Length: 2\r\n\r\n{}';

describe('Malformed HTTP', () => {
  let server: HttpServer;
  let client: Socket;
  let received: string;
  const answers: ServerResponse[] = [];

  /** Starts a server whose answers are written by the test, or by `listener`, and connects to it. */
  async function start(listener: RequestListener = () => undefined): Promise<void> {
    answers.length = 0;
    server = await listen(
      (request, response) => {
        answers.push(response);
        listener(request, response);
      },
      { host: '127.0.0.1', port: 0 },
    );
    client = connect(Number(new URL(server.url).port), '127.0.0.1');
    received = '';
    client.setEncoding('latin1').on('data', (text: string) => (received += text));
    client.on('error', () => undefined);
    await once(client, 'connect');
  }

  const closed = () => eventually('the connection is closed', () => client.closed);
  const statuses = () => received.match(/HTTP\/1\.1 \d+/g);

  afterEach(async () => {
    client.destroy();
    await server.stop({ drainMs: 0 });
  });

  it('after a request gets its answer behind that of the request', async () => {
    await start();
    client.write(POST + GARBAGE);
    await eventually('the request is received', () => answers.length === 1);
    client.write(GARBAGE); // reported again, and answered once
    answers[0]!.writeHead(201, { 'Content-Length': 5 }).end('order');
    await closed();
    expect(statuses()).to.deep.equal(['HTTP/1.1 201', 'HTTP/1.1 400']);
  });

  it('after several requests gets its answer behind those of all, in their order', async () => {
    await start();
    client.write(POST + POST + POST + GARBAGE);
    await eventually('the requests are received', () => answers.length === 3);
    for (const status of [203, 202, 201]) answers[status - 201]!.writeHead(status, { 'Content-Length': 0 }).end();
    await closed();
    expect(statuses()).to.deep.equal(['HTTP/1.1 201', 'HTTP/1.1 202', 'HTTP/1.1 203', 'HTTP/1.1 400']);
  });

  it('is not answered within the body of a stream', async () => {
    await start((_request, response) => void response.writeHead(200).write('first'));
    client.write('GET /events HTTP/1.0\r\nHost: orders\r\n\r\n');
    await eventually('the stream has begun', () => received.endsWith('first'));
    client.write(GARBAGE);
    answers[0]!.write(' second');
    await eventually('the stream continues', () => received.includes('second'));
    answers[0]!.end();
    await closed();
    expect(received.split('\r\n\r\n').slice(1)).to.deep.equal(['first second']);
  });

  it('in a body gets the only answer to its request', async () => {
    await start();
    client.write('POST /orders HTTP/1.1\r\nHost: orders\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n');
    await closed();
    expect(statuses()).to.deep.equal(['HTTP/1.1 400']);
  });

  it('in the body of a request that was answered gets no second answer', async () => {
    await start((_request, response) => void response.writeHead(401, { 'Content-Length': 0 }).end());
    client.write('POST /orders HTTP/1.1\r\nHost: orders\r\nTransfer-Encoding: chunked\r\n\r\n');
    await eventually('the request is answered', () => statuses()?.length === 1);
    client.write('not a length\r\n');
    await closed();
    expect(statuses()).to.deep.equal(['HTTP/1.1 401']);
  });

  it('CONNECT after a request is answered behind it, and a client that resets the connection does no harm', async () => {
    await start();
    client.write(`${POST}CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n`);
    await eventually('the request is received', () => answers.length === 1);
    const { socket } = answers[0]!.req;
    client.resetAndDestroy();
    await eventually('the server notices', () => socket.destroyed);
    expect((await fetchStatus(server.url)).ok).to.equal(true);
  });

  async function fetchStatus(url: string): Promise<Response> {
    const asked = fetch(url);
    await eventually('the next request is received', () => answers.length === 2);
    answers[1]!.end();
    return await asked;
  }
});
