import { createServer, IncomingMessage, ServerResponse, type RequestListener, type Server } from 'node:http';
import { Socket } from 'node:net';
import { expect } from 'chai';
import { connectionsFirst } from '../../src/http/connections-first.js';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('Requests', () => {
  let server: Server;
  let listener: RequestListener;
  let served: string[];

  beforeEach(() => {
    served = [];
    server = createServer();
    listener = connectionsFirst(server, (request) => served.push(request.url!));
  });

  const connect = () => server.emit('connection', new Socket());
  function ask(...paths: string[]): IncomingMessage[] {
    return paths.map((url) => {
      const request = Object.assign(new IncomingMessage(new Socket()), { url });
      listener(request, new ServerResponse(request));
      return request;
    });
  }

  it('are served at once while no connection arrives', () => {
    ask('/1', '/2');
    expect(served).to.deep.equal(['/1', '/2']);
  });

  it('are served one a turn while connections arrive, in their order, and all at once afterwards', async () => {
    connect();
    ask('/1', '/2', '/3', '/4', '/5');
    expect(served).to.deep.equal([]);
    await nextTurn();
    expect(served).to.deep.equal(['/1']);
    connect();
    ask('/6');
    await nextTurn();
    expect(served).to.deep.equal(['/1', '/2']);
    await nextTurn();
    expect(served).to.deep.equal(['/1', '/2', '/3', '/4', '/5', '/6']);
    ask('/7');
    expect(served.at(-1)).to.equal('/7');
  });

  it('are not served when their client has gone meanwhile', async () => {
    connect();
    const [first] = ask('/1', '/2');
    first!.socket.destroy();
    await nextTurn();
    expect(served).to.deep.equal(['/2']);
  });
});
