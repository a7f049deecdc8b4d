import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect } from 'chai';
import Koa from 'koa';
import { AnswersInFlight } from '../../src/http/answers-in-flight.js';
import { boundedAnswers } from '../../src/http/middleware/bounded-answers.js';
import { eventually } from '../../../../test/services/eventually.js';

/** More than the sockets' buffers take of an answer that is not read. */
const ANSWER_BYTES = 16 * 1024 * 1024;
const REQUEST = 'GET / HTTP/1.1\r\nHost: orders\r\n\r\n';

describe('Answers that are not read', () => {
  const responses: ServerResponse[] = [];
  const clients: Socket[] = [];
  let server: Server;

  async function serve(answers: AnswersInFlight): Promise<void> {
    const app = new Koa();
    app.use(boundedAnswers(answers));
    app.use((ctx) => {
      responses.push(ctx.res);
      ctx.body = 'x'.repeat(ctx.path === '/small' ? 10 : ANSWER_BYTES);
    });
    app.on('error', () => undefined); // a cut answer is one
    const handle = app.callback();
    server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    responses.length = 0;
    await once(server.close(), 'close');
  });

  /** Sends a request and reads nothing; resolves when it is being answered. */
  async function ask(request = REQUEST): Promise<Socket> {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    clients.push(client);
    const before = responses.length;
    client.write(request);
    await eventually('it is being answered', () => responses.length > before && responses.at(-1)!.headersSent);
    return client;
  }

  /** Reads until the whole answer has arrived, or the connection is closed. */
  async function bytesOf(client: Socket): Promise<number> {
    client.resume();
    await eventually('it has arrived, or is cut', () => client.bytesRead > ANSWER_BYTES || client.closed);
    return client.bytesRead;
  }

  it('are cut when they take too long, and answers that are read are not', async () => {
    await serve(new AnswersInFlight({ maxSendMs: 1_000, sweepIntervalMs: 10 }));
    const reader = await ask();
    expect(await bytesOf(reader)).to.be.at.least(ANSWER_BYTES);
    const other = await ask();
    await once(responses[1]!, 'close');
    expect(await bytesOf(other)).to.be.lessThan(ANSWER_BYTES);
    expect(reader.destroyed).to.equal(false);
  });

  it('are cut from the oldest on when they are too large together', async () => {
    await serve(new AnswersInFlight({ maxBytes: 2.5 * ANSWER_BYTES }));
    for (let asked = 0; asked < 4; asked += 1) await ask();
    await eventually('two are cut', () => responses[0]!.closed && responses[1]!.closed);
    expect(responses.map((response) => response.closed)).to.deep.equal([true, true, false, false]);
    const reader = (await ask(REQUEST.replace('/', '/small'))).setEncoding('latin1');
    const [answer] = (await once(reader, 'data')) as [string];
    expect(answer).to.match(/^HTTP\/1\.1 200/);
  });

  it('no longer count once they are sent, or cut by their client', async () => {
    await serve(new AnswersInFlight({ maxBytes: 1.5 * ANSWER_BYTES }));
    for (let asked = 0; asked < 3; asked += 1) {
      expect(await bytesOf(await ask())).to.be.at.least(ANSWER_BYTES);
    }
    (await ask()).destroy();
    await once(responses[3]!, 'close');
    await ask();
    expect(responses[4]!.closed).to.equal(false);
  });
});
