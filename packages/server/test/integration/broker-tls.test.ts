import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeCertificate, type Certificate } from '../../../../test/services/certificate.js';
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
  let another: Certificate;
  let node: RabbitNode;
  let url: string;
  let service: TestService | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-broker-tls-'));
    broker = await makeCertificate(folder, 'localhost');
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

  async function start(tls: BrokerTls): Promise<TestService> {
    service = await TestService.start({ config: { broker: { url, exchange: uniqueName('events'), tls } } });
    return service;
  }

  const healthOf = async (running: TestService): Promise<Health> =>
    (await running.anonymous().get<Health>('/health')).body;

  it('is connected to with its authority, and a certificate of the client', async () => {
    const running = await start({ ca: broker.cert, ...broker.client });
    await eventually('the broker is connected', async () => (await healthOf(running)).broker === 'connected');
  });

  for (const [what, tls, problem] of [
    ['another authority', () => ({ ca: another.cert, ...broker.client }), /self[- ]signed certificate/],
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
});
