import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { makeCertificate } from '../../../../test/services/certificate.js';
import { runInProcess } from '../support/run-in-process.js';
import { runOrders } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';

describe('orders, over the network', () => {
  let sandbox: Sandbox;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  async function listen(server: Server): Promise<number> {
    servers.push(server.on('connection', (socket: Socket) => sockets.add(socket)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  before(async () => {
    sandbox = await createSandbox();
  });

  after(async () => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
    await sandbox.remove();
  });

  it('reports that it waits for a silent server, and gives up when it was told to', async () => {
    const port = await listen(createServer(() => undefined));
    const env = { ORDERS_URL: `http://127.0.0.1:${port}`, ORDERS_TOKEN: 'abc' };
    for (const command of ['list', 'api GET /health']) {
      const { stderr, exitCode } = await runInProcess(sandbox, [...command.split(' '), '--timeout', '1500ms'], { env });
      expect(stderr).to.match(new RegExp(`^waiting for http://127.0.0.1:${port} …\n`));
      expect(exitCode).to.equal(6);
    }
  });

  it('soon reports that nothing listens, and waits for a service that is not available, which it says', async () => {
    const free = await listen(createTcpServer());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const env = { ORDERS_URL: `http://127.0.0.1:${free}`, ORDERS_TOKEN: 'abc' };
    const nobody = await runInProcess(sandbox, ['list', '--debug'], { env });
    expect(nobody.stderr).to.include('attempt=4').and.include('refused').and.not.include('attempt=5');
    expect(nobody.exitCode).to.equal(6);

    const away = createServer((_, response) => response.writeHead(503, { 'retry-after': '0' }).end());
    const { stderr, exitCode } = await runInProcess(sandbox, ['list', '--timeout', '3s'], {
      env: { ...env, ORDERS_URL: `http://127.0.0.1:${await listen(away)}` },
    });
    expect(stderr.match(/The service is not available \(503\); trying again/g)).to.have.length(1);
    expect(exitCode).to.equal(6);
  });

  for (const bad of ['0', '-1s', 'soon', '2d', '']) {
    it(`refuses --timeout '${bad}'`, async () => {
      const { stderr, exitCode } = await runInProcess(sandbox, ['list', `--timeout=${bad}`]);
      expect(stderr).to.include('--timeout takes a span');
      expect(exitCode).to.equal(2);
    });
  }

  describe('with TLS', () => {
    const DAY_MS = 24 * 60 * 60 * 1_000;
    const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS);
    const past = { notBeforeDate: daysFromNow(-30), notAfterDate: daysFromNow(-1) };
    const future = { notBeforeDate: daysFromNow(1), notAfterDate: daysFromNow(30) };
    type Case = readonly [string, string, boolean, RegExp, RegExp, Parameters<typeof makeCertificate>[2]?];
    const cases: readonly Case[] = [
      ['self-signed', 'localhost', false, /certificate is self-signed/, /NODE_EXTRA_CA_CERTS/],
      ['for another host', 'elsewhere.example', true, /for another host name/, /with the host name/],
      ['expired', 'localhost', true, /its certificate has expired/, /clock of this machine/, past],
      ['not valid yet', 'localhost', true, /its certificate is not valid yet/, /clock of this machine/, future],
    ];
    for (const [what, host, trusted, reason, advice, validity] of cases) {
      it(`explains a certificate that is ${what}, and does not try again`, async () => {
        const { key, cert, certFile } = await makeCertificate(sandbox.folder, host, validity);
        let connections = 0;
        const server = createHttpsServer({ key, cert }).on('connection', () => (connections += 1));
        const env = {
          ORDERS_URL: `https://localhost:${await listen(server)}`,
          ORDERS_TOKEN: 'abc',
          ...(trusted && { NODE_EXTRA_CA_CERTS: certFile }),
        };
        const { stderr, exitCode } = await runOrders(sandbox, ['list'], { env });
        expect(stderr).to.match(reason).and.match(advice);
        expect(exitCode).to.equal(6);
        expect(connections).to.equal(1);
      });
    }

    it('explains https: on a port that is not encrypted, and http: on one that is', async () => {
      const plain = await listen(createServer((_, response) => response.end('{}')));
      const toPlain = await runInProcess(sandbox, ['health', '--url', `https://127.0.0.1:${plain}`]);
      expect(toPlain.stderr).to.include('does not speak TLS').and.include('Begin the URL with http:');
      expect(toPlain.exitCode).to.equal(6);
      const { key, cert } = await makeCertificate(sandbox.folder, 'localhost');
      const encrypted = await listen(createHttpsServer({ key, cert }));
      const env = { ORDERS_TOKEN: 'abc', ORDERS_URL: `http://127.0.0.1:${encrypted}` };
      const toEncrypted = await runInProcess(sandbox, ['api', 'GET', '/health', '--timeout', '10s'], { env });
      expect(toEncrypted.stderr).to.match(/begin the URL with https:/i);
      expect(toEncrypted.exitCode).to.equal(6);
    });
  });

  describe('by a proxy', () => {
    let proxyUrl: string;
    let asked: string[];
    let user: Awaited<ReturnType<typeof newUser>>;
    let port: string;

    /** Passes on what it is asked for, whatever the host is called: a proxy looks up names itself. */
    function createProxy(targetPort: () => string): HttpServer {
      const proxy = createServer((request: IncomingMessage, response) => {
        asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
        const { pathname, search } = new URL(request.url ?? '');
        const { method, headers } = request;
        const options = { host: '127.0.0.1', port: targetPort(), path: `${pathname}${search}`, method, headers };
        request.pipe(
          httpRequest(options, (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response);
          }),
        );
      });
      proxy.on('connect', (request: IncomingMessage, client: Duplex) => {
        asked.push(`CONNECT ${request.url ?? ''}`);
        const [, tunnelPort] = (request.url ?? '').split(':');
        const upstream = connect(Number(tunnelPort), '127.0.0.1', () => {
          client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          upstream.pipe(client).pipe(upstream);
        });
        upstream.on('error', () => client.destroy());
        client.on('error', () => upstream.destroy());
      });
      return proxy;
    }

    before(async () => {
      user = await newUser();
      port = new URL((await testService()).url).port;
      proxyUrl = `http://127.0.0.1:${await listen(createProxy(() => port))}`;
    });

    beforeEach(() => {
      asked = [];
    });

    const list = (variables: Readonly<Record<string, string>>, url = `http://orders.invalid:${port}`) =>
      runOrders(sandbox, ['list', '-o', 'json'], { env: { ...user.env, ORDERS_URL: url, ...variables } });

    it('sends plain HTTP to the proxy itself', async () => {
      for (const name of ['HTTP_PROXY', 'http_proxy']) {
        asked = [];
        const { stdout, stderr, exitCode } = await list({ [name]: proxyUrl });
        expect({ stdout, exitCode }, stderr).to.deep.equal({ stdout: '[]\n', exitCode: 0 });
        expect(asked).to.have.length(1);
        expect(asked[0]).to.match(new RegExp(`^GET http://orders.invalid:${port}/api/v1/orders`));
      }
    });

    it('opens a tunnel for HTTPS', async () => {
      const tls = createTcpServer((socket) => socket.destroy());
      const tlsPort = await listen(tls);
      await list({ HTTPS_PROXY: proxyUrl }, `https://orders.invalid:${tlsPort}`);
      expect(asked[0]).to.equal(`CONNECT orders.invalid:${tlsPort}`);
    });

    const forms: Readonly<Record<string, boolean>> = {
      '*': true,
      'a.example, localhost': true,
      'localhost:PORT': true,
      'localhost:1': false,
      ocalhost: false,
    };
    for (const [form, goesAround] of Object.entries(forms)) {
      it(`${goesAround ? 'goes around it' : 'uses it'} for NO_PROXY='${form}'`, async () => {
        const variables = { HTTP_PROXY: proxyUrl, NO_PROXY: form.replace('PORT', port) };
        const { stderr, exitCode } = await list(variables, `http://localhost:${port}`);
        expect(exitCode, stderr).to.equal(0);
        expect(asked).to.have.length(goesAround ? 0 : 1);
      });
    }

    it('says so when it is not the URL of one, and shows no password', async () => {
      const { stderr, exitCode } = await list({ HTTP_PROXY: 'socks5://user:secret@127.0.0.1:1' });
      expect(stderr).to.include('HTTP_PROXY or HTTPS_PROXY is not the URL of an HTTP proxy');
      expect(stderr).not.to.include('secret');
      expect(exitCode).to.equal(2);
    });
  });
});
