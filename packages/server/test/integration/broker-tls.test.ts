import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { BrokerConfig } from '../../src/config/broker.js';
import { dateOf, EXPIRED, makeCertificate, type Certificate } from '../../../../test/services/certificate.js';
import { eventually } from '../../../../test/services/eventually.js';
import { freePorts } from '../../../../test/services/free-port.js';
import { describeWithOwnBroker } from '../../../../test/services/own-broker.js';
import { startRabbitNode, uniqueName, type RabbitNode } from '../../../../test/services/rabbitmq.js';
import type { BrokerTls } from '../../src/outbox/broker-address.js';
import { Operator } from '../support/operator.js';
import { TestService } from '../support/test-service.js';

interface Health {
  readonly broker: string;
  readonly broker_problem: string | null;
}

describeWithOwnBroker('a broker with TLS and its own authority, which asks for a certificate', function () {
  this.timeout(120_000);
  let folder: string;
  let broker: Certificate;
  let valid: Certificate;
  let expired: Certificate;
  let ofExpiredClient: Certificate;
  let another: Certificate;
  let node: RabbitNode;
  let url: string;
  let service: TestService | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-broker-tls-'));
    [expired, ofExpiredClient, valid] = await Promise.all([
      makeCertificate(folder, 'localhost', EXPIRED),
      makeCertificate(folder, 'localhost', undefined, EXPIRED),
      makeCertificate(folder, 'localhost'),
    ]);
    broker = valid;
    for (const [path, pem] of [
      [broker.certFile, broker.cert],
      [broker.keyFile, broker.key],
    ] as const) {
      writeFileSync(path, pem);
    }
    another = await makeCertificate(folder, 'another');
    const [port = 0] = await freePorts(1);
    url = `amqps://guest:guest@localhost:${port}`;
    node = await startRabbitNode({
      config: [
        `listeners.ssl.1 = 127.0.0.1:${port}`,
        `ssl_options.cacertfile = ${broker.certFile}`,
        `ssl_options.certfile = ${broker.certFile}`,
        `ssl_options.keyfile = ${broker.keyFile}`,
        'ssl_options.verify = verify_peer',
        'ssl_options.fail_if_no_peer_cert = true',
      ],
    });
  });

  after(async () => {
    await node.stop();
    await rm(folder, { recursive: true });
  });

  afterEach(async () => {
    await service?.stop();
    service = undefined;
  });

  async function start(tls: BrokerTls, readAgain?: BrokerConfig['readAgain']): Promise<TestService> {
    const settings = { url, exchange: uniqueName('events'), tls, ...(readAgain && { readAgain }) };
    service = await TestService.start({ config: { broker: settings } });
    return service;
  }

  /** Puts a certificate of the broker, and one of the client, in place of the former ones. */
  async function use(next: Certificate): Promise<void> {
    broker = next;
    writeFileSync(next.certFile, next.cert);
    writeFileSync(next.keyFile, next.key);
    await node.ctl('eval', 'ssl:clear_pem_cache().'); // Erlang reads the files again only after minutes
  }

  /** Why operators read that the broker cannot be used. */
  async function problemOf(running: TestService): Promise<string> {
    await eventually('/health has a reason', async () => (await healthOf(running)).broker_problem !== null);
    return (await new Operator(running.operator()).outbox()).broker_problem ?? '';
  }

  const healthOf = async (running: TestService): Promise<Health> =>
    (await running.anonymous().get<Health>('/health')).body;

  it('is connected to with its authority, and a certificate of the client', async () => {
    const running = await start({ ca: broker.cert, ...broker.client });
    await eventually('the broker is connected', async () => (await healthOf(running)).broker === 'connected');
  });

  for (const [what, tls, problem] of [
    [
      'another authority',
      () => ({ ca: another.cert, ...broker.client }),
      /is signed by "localhost", which is none of the trusted authorities/,
    ],
    ['no certificate of the client', () => ({ ca: broker.cert }), /./],
  ] as const) {
    it(`is not connected to with ${what}, and operators read why`, async () => {
      const running = await start(tls());
      await eventually('/health has a reason', async () => (await healthOf(running)).broker_problem !== null);
      const { broker: state, broker_problem: kind } = await healthOf(running);
      expect([state, kind]).to.deep.equal(['disconnected', 'tls']);
      expect((await new Operator(running.operator()).outbox()).broker_problem).to.match(problem);
    });
  }

  for (const [what, certificate, problem] of [
    ['that has expired', () => expired, `The certificate "localhost" of localhost:`],
    ['while that of the client has expired', () => ofExpiredClient, `The certificate "order-service" of RABBITMQ_CERT`],
  ] as const) {
    it(`with a certificate ${what} is named with its date, and is connected to once it is renewed`, async () => {
      await use(certificate());
      const running = await start({ ca: broker.cert, ...broker.client }, () => ({
        url,
        tls: { ca: broker.cert, ...broker.client },
      }));
      const reason = await problemOf(running);
      expect(reason)
        .to.include(problem)
        .and.to.include(`expired on ${dateOf(EXPIRED.notAfterDate)}`);
      await use(valid);
      await eventually('the broker is connected', async () => (await healthOf(running)).broker === 'connected');
    });
  }

  it('is connected to with the password that its file has now', async () => {
    await node.ctl('add_user', 'shop', 'first');
    await node.ctl('set_permissions', 'shop', '.*', '.*', '.*');
    let password = 'first';
    const tls = { ca: broker.cert, ...broker.client };
    const running = await start(tls, () => ({ url: url.replace('guest:guest', `shop:${password}`), tls }));
    await eventually('the broker is connected', async () => (await healthOf(running)).broker === 'connected');
    await node.ctl('change_password', 'shop', 'rotated');
    password = 'rotated';
    await node.ctl('close_all_connections', 'rotation');
    await eventually('the connection is lost', () => running.logLines.some((line) => line.includes('broker: disc')));
    await eventually('the broker is connected', async () => (await healthOf(running)).broker === 'connected');
  });
});
