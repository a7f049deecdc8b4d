import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect } from 'chai';
import { inTurn, MAX_WAITING } from '../../src/http/requests-in-turn.js';
import { eventually } from '../../../../test/services/eventually.js';

describe('Pipelined requests', () => {
  let server: Server;
  let client: Socket;
  let received: string;
  let served: { readonly path: string; readonly response: ServerResponse }[];

  beforeEach(async () => {
    [received, served] = ['', []];
    const listener = inTurn((request, response) => served.push({ path: request.url!, response }));
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.setEncoding('latin1').on('data', (text: string) => (received += text));
    client.on('error', () => undefined); // the server may reset the connection
  });

  afterEach(async () => {
    client.destroy();
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  const paths = () => served.map(({ path }) => path);
  const ask = (...targets: string[]) =>
    client.write(targets.map((path) => `GET ${path} HTTP/1.1\r\nHost: orders\r\n\r\n`).join(''));

  it('are served one after the other, in their order', async () => {
    ask('/1', '/2', '/3');
    await eventually('the first is served', () => served.length === 1);
    served[0]!.response.write('begun');
    ask('/4');
    await eventually('the beginning has arrived', () => received.includes('begun'));
    expect(paths()).to.deep.equal(['/1']);
    for (const number of [1, 2, 3, 4]) {
      await eventually('the next is served', () => served.length === number);
      served.at(-1)!.response.end(`answer ${number}`);
    }
    await eventually('all are answered', () => received.includes('answer 4'));
    expect(received.match(/answer \d/g)).to.deep.equal(['answer 1', 'answer 2', 'answer 3', 'answer 4']);
    ask('/5');
    await eventually('a later one is served', () => paths().at(-1) === '/5');
  });

  it('wait up to a number', async () => {
    const numbers = Array.from({ length: MAX_WAITING + 1 }, (_, at) => `/${at}`);
    ask(...numbers);
    for (const [at, path] of numbers.entries()) {
      await eventually(`${path} is served`, () => served.length === at + 1);
      served[at]!.response.end(at === MAX_WAITING ? 'the last answer' : '');
    }
    await eventually('all are answered', () => received.includes('the last answer'));
    expect(paths()).to.deep.equal(numbers);
  });

  it('beyond that number end their connection, and none of them is served', async () => {
    ask('/first');
    await eventually('the first is served', () => served.length === 1);
    ask(...Array.from({ length: 2 * MAX_WAITING }, (_, at) => `/${at}`));
    await once(client, 'close');
    await new Promise((resolve) => setImmediate(resolve));
    expect(paths()).to.deep.equal(['/first']);
  });

  it('are not served after their connection was closed', async () => {
    ask('/1', '/2');
    await eventually('the first is served', () => served.length === 1);
    client.destroy();
    await once(served[0]!.response, 'close');
    await new Promise((resolve) => setImmediate(resolve));
    expect(paths()).to.deep.equal(['/1']);
  });
});
