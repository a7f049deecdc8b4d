import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { expect } from 'chai';
import { EXPIRED, makeCertificate, type Certificate } from '../../../../test/services/certificate.js';
import { eventually } from '../../../../test/services/eventually.js';
import { freePorts } from '../../../../test/services/free-port.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { OrderServiceProcess } from '../support/order-service-process.js';
import { servedSettings } from '../support/served-settings.js';

describe('The certificate of a running program', function () {
  this.timeout(120_000);
  realHttp();

  let folder: string;
  let database: TestDatabase;
  let first: Certificate;
  let second: Certificate;
  let expired: Certificate;
  let program: OrderServiceProcess;
  let url: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'order-service-https-renewal-'));
    database = await createTestDatabase();
    second = await makeCertificate(folder, '127.0.0.1');
    expired = await makeCertificate(folder, '127.0.0.1', EXPIRED);
    first = await makeCertificate(folder, '127.0.0.1');
  });

  beforeEach(() => replace(first));
  afterEach(() => program.end('SIGTERM'));

  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  async function start(workers: number): Promise<void> {
    const [port = 0] = await freePorts(1);
    url = `https://127.0.0.1:${port}/health/live`;
    const env = {
      ...servedSettings({ databaseUrl: database.url, port }),
      WORKERS: String(workers),
      TLS_CERT_FILE: first.certFile,
      TLS_KEY_FILE: first.keyFile,
    };
    program = new OrderServiceProcess(['serve'], { folder, env });
    await eventually('it listens', () => logged('"listening"') === workers, 60_000);
  }

  const logged = (text: string): number => program.stdout.split(text).length - 1;
  const replace = ({ cert, key }: Pick<Certificate, 'cert' | 'key'>): void => {
    writeFileSync(first.certFile, cert);
    writeFileSync(first.keyFile, key);
  };
  const signal = (): boolean => program.child.kill('SIGHUP');

  /** Which certificate the server shows on the connection of the agent. */
  async function shown(agent: Agent): Promise<string> {
    const asked = request(url, { agent });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    expect(response.statusCode).to.equal(200);
    const { socket } = response as { socket: unknown };
    if (!(socket instanceof TLSSocket)) throw new Error('the connection has no TLS');
    const { raw } = socket.getPeerCertificate();
    response.resume();
    await once(response, 'end');
    const names = Object.entries({ first, second, expired });
    const found = names.find(([, { cert }]) => raw.toString('base64') === cert.replace(/-----[^-]+-----|\s/g, ''));
    return found?.[0] ?? 'another';
  }

  // A resumed session shows no certificate.
  const newAgent = (): Agent =>
    new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0, rejectUnauthorized: false });

  async function shownToNew(): Promise<string> {
    const agent = newAgent();
    try {
      return await shown(agent);
    } finally {
      agent.destroy();
    }
  }

  it('is renewed by SIGHUP, unless the new one cannot be read or has expired; open connections go on', async () => {
    await start(1);
    const kept = newAgent();
    expect(await shown(kept)).to.equal('first');

    rmSync(first.certFile);
    signal();
    await eventually('it is logged', () => logged('changed files cannot be used') === 1);
    expect(await shownToNew()).to.equal('first');

    replace(second);
    signal();
    await eventually('the new certificate is in use', () => logged('the changed files are in use') === 1);
    expect(await shownToNew()).to.equal('second');
    expect(await shown(kept), 'the connection that was open').to.equal('first');
    kept.destroy();

    replace(expired);
    signal();
    await eventually('it is logged', () => logged('changed files cannot be used') === 2);
    expect(program.stdout).to.include('expired on');
    expect(await shownToNew()).to.equal('second');
  });

  it('is renewed in every worker by SIGHUP, unless the new one has expired, and no request fails', async () => {
    await start(2);
    const asking = new AbortController();
    const kept = newAgent();
    const running = (async () => {
      const seen = new Set<string>();
      while (!asking.signal.aborted) seen.add(await shown(kept));
      return seen;
    })();

    replace(second);
    signal();
    await eventually('every worker was replaced', () => logged('every worker was replaced') === 1, 60_000);
    expect(await Promise.all([shownToNew(), shownToNew()])).to.deep.equal(['second', 'second']);

    replace(expired);
    signal();
    await eventually('it is logged', () => logged('no worker is replaced') === 1);
    expect(await Promise.all([shownToNew(), shownToNew()])).to.deep.equal(['second', 'second']);
    asking.abort();
    expect([...(await running)]).not.to.include('expired');
    expect(logged('a worker listens')).to.equal(4);
    kept.destroy();
  });
});
