import type { RequestListener } from 'node:http';
import { expect } from 'chai';
import { errors } from 'undici';
import { CancelToken } from '../../src/products/cancel-token.js';
import { createHttpGetter, type HttpGetter } from '../../src/products/http-get.js';
import { eventually } from '../../../../test/services/eventually.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { startProductServer, type ProductServer } from '../support/product-server.js';
import { rejectionOf } from '../support/rejection.js';

describe('createHttpGetter', () => {
  realHttp();

  let server: ProductServer;
  let getter: HttpGetter;

  async function serve(answer: RequestListener, maxConnections = 1): Promise<void> {
    server = await startProductServer(answer);
    getter = createHttpGetter(server.url, maxConnections);
  }
  afterEach(async () => {
    getter.close();
    await server.stop();
  });

  const get = (path = '/', token = new CancelToken()) =>
    getter.get({ path, template: path, headers: {}, maxBytes: 2 ** 20 }, token);

  it('reuses one connection for successive requests, whatever their status', async () => {
    await serve((request, response) => response.writeHead(request.url === '/1' ? 404 : 200).end('body'));
    for (const path of ['/0', '/1', '/2', '/3']) await get(path);
    expect(server.paths).to.deep.equal(['/0', '/1', '/2', '/3']);
    expect(server.connections).to.equal(1);
  });

  it('opens no more connections than allowed', async () => {
    await serve((_request, response) => response.end('body'), 2);
    await Promise.all(Array.from({ length: 10 }, (_, index) => get(`/${index}`)));
    expect(server.paths).to.have.length(10);
    expect(server.connections).to.equal(2);
  });

  it('returns a redirect without following it', async () => {
    await serve((_request, response) => response.writeHead(302, { Location: '/elsewhere' }).end());
    expect(await get('/here')).to.deep.include({ status: 302 });
    expect(server.paths).to.deep.equal(['/here']);
  });

  it('closes the connection after the most that is read of an endless body', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    expect(await get()).to.deep.include({ status: 200, body: undefined });
    await eventually('the connection is closed', () => server.closedConnections === 1);
  });

  describe('retries a request', () => {
    it('on a new connection, when the server has closed a kept-alive one', async () => {
      await serve((request, response) => {
        if (request.url === '/stale' && server.connections === 1) request.socket.destroy();
        else response.end('body');
      });
      await get('/first');
      expect(await get('/stale')).to.deep.include({ status: 200, body: Buffer.from('body') });
      expect(server.paths).to.deep.equal(['/first', '/stale', '/stale']);
    });

    it('only once', async () => {
      await serve((request, response) => {
        if (request.url === '/stale') request.socket.destroy();
        else response.end('body');
      });
      await get('/first');
      expect(await rejectionOf(get('/stale'))).to.have.property('message', 'other side closed');
      expect(server.paths).to.deep.equal(['/first', '/stale', '/stale']);
    });

    it('not when a new connection is reset', async () => {
      await serve((request) => request.socket.destroy());
      expect(await rejectionOf(get())).to.have.property('message', 'other side closed');
      expect(server.paths).to.have.length(1);
    });

    it('not when the response had started', async () => {
      await serve((request, response) => {
        if (request.url === '/first') response.end('body');
        else response.writeHead(200, { 'Content-Length': 100 }).write('half', () => request.socket.destroy());
      });
      await get('/first');
      expect(await rejectionOf(get('/second'))).to.have.property('message', 'other side closed');
      expect(server.paths).to.have.length(2);
    });
  });

  it('rejects a response that is not HTTP', async () => {
    await serve((request) => request.socket.end('220 mail.example ESMTP\r\n'));
    expect(await rejectionOf(get())).to.be.instanceOf(errors.HTTPParserError);
  });

  describe('rejects with the reason and closes the connection when it is cancelled', () => {
    const reason = new Error('too late');
    const stages: [what: string, answer: RequestListener][] = [
      ['before the answer', () => undefined],
      ['between headers and body', (_request, response) => response.writeHead(200).flushHeaders()],
      ['within the body', (_request, response) => response.write('half')],
    ];
    for (const [what, answer] of stages) {
      it(what, async () => {
        const token = new CancelToken();
        await serve((request, response) => {
          answer(request, response);
          token.cancel(reason);
        });
        expect(await rejectionOf(get('/', token))).to.equal(reason);
        await eventually('the connection is closed', () => server.closedConnections === 1);
      });
    }

    it('during a retry', async () => {
      const token = new CancelToken();
      await serve((request, response) => {
        if (request.url === '/first') response.end('body');
        else if (server.connections === 1) request.socket.destroy();
        else setImmediate(() => token.cancel(reason));
      });
      await get('/first');
      expect(await rejectionOf(get('/again', token))).to.equal(reason);
      expect(server.paths).to.deep.equal(['/first', '/again', '/again']);
      await eventually('both connections are closed', () => server.closedConnections === 2);
    });

    it('while waiting for a connection', async () => {
      const token = new CancelToken();
      await serve((request) => {
        if (request.url === '/holds') token.cancel(reason);
      }, 1);
      const holder = new CancelToken();
      const holding = rejectionOf(get('/holds', holder));
      expect(await rejectionOf(get('/waits', token))).to.equal(reason);
      holder.cancel(reason);
      await holding;
      expect(server.paths).to.deep.equal(['/holds']);
    });

    it('before it started, without sending a request', async () => {
      await serve((_request, response) => response.end());
      const token = new CancelToken();
      token.cancel(reason);
      expect(await rejectionOf(get('/', token))).to.equal(reason);
      expect(server.connections).to.equal(0);
    });
  });
});
