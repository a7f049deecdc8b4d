import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { connect as connectTcp } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { makeCertificate, type Certificate } from '../../../../test/services/certificate.js';
import { eventually } from '../../../../test/services/eventually.js';
import { TestService } from '../support/test-service.js';

describe('The service over HTTPS', () => {
  let folder: string;
  let first: Certificate;
  let second: Certificate;
  let current: Certificate;
  let service: TestService;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'order-service-https-'));
    first = await makeCertificate(folder, '127.0.0.1');
    second = await makeCertificate(folder, '127.0.0.1');
  });

  beforeEach(async () => {
    current = first;
    service = await TestService.start({ config: { https: { ...first, readAgain: () => current } } });
  });

  afterEach(() => service.stop());
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Asks for the health; resolves to the status and the certificate that the server showed on this connection. */
  async function ask(agent: Agent): Promise<{ status: number; certificate: string; reused: boolean }> {
    const asked = request(`${service.url}/health`, { agent });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const { socket } = response;
    if (!(socket instanceof TLSSocket)) throw new Error('the connection has no TLS');
    const { raw } = socket.getPeerCertificate();
    response.resume();
    await once(response, 'end');
    const isFirst = raw.equals(Buffer.from(derOf(first), 'base64'));
    return { status: response.statusCode ?? 0, certificate: isFirst ? 'first' : 'second', reused: asked.reusedSocket };
  }

  const derOf = ({ cert }: Certificate): string => cert.replace(/-----[^-]+-----|\s/g, '');
  const newAgent = ({ cert }: Certificate): Agent => new Agent({ keepAlive: true, ca: cert, maxSockets: 1 });

  it('shows a renewed certificate to new connections, and keeps the open ones', async () => {
    expect(service.url).to.match(/^https:/);
    const kept = newAgent(first);
    expect(await ask(kept)).to.deep.equal({ status: 200, certificate: 'first', reused: false });
    current = second;
    await service.replicas[0]!.renew();
    expect(await ask(kept)).to.deep.equal({ status: 200, certificate: 'first', reused: true });
    const fresh = newAgent(second);
    expect(await ask(fresh)).to.deep.equal({ status: 200, certificate: 'second', reused: false });
    for (const agent of [kept, fresh]) agent.destroy();
  });

  it('keeps its certificate while the changed files are no pair, and logs that', async () => {
    current = { ...second, key: first.key };
    await service.replicas[0]!.renew();
    const agent = newAgent(first);
    expect((await ask(agent)).certificate).to.equal('first');
    agent.destroy();
    expect(service.logLines.join('\n')).to.include('changed files cannot be used');
  });

  it('stops although connections are idle, or have not finished their handshake', async () => {
    const agent = newAgent(first);
    await ask(agent);
    const { port } = new URL(service.url);
    const silent = connectTcp(Number(port), '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    const closed = once(silent, 'close');
    await service.replicas[0]!.stop();
    await closed;
    await eventually('the kept connection is closed', () => Object.keys(agent.freeSockets).length === 0);
    agent.destroy();
  });
});
