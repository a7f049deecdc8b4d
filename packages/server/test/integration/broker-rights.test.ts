import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { describeWithOwnBroker } from '../../../../test/services/own-broker.js';
import { startRabbitNode, uniqueName, type RabbitNode } from '../../../../test/services/rabbitmq.js';
import { Operator } from '../support/operator.js';
import { TestService } from '../support/test-service.js';

interface Health {
  readonly status: string;
  readonly problems: readonly string[];
  readonly broker: string;
  readonly broker_problem: string | null;
  readonly outbox: { readonly depth: number; readonly failing: number };
}

const ORDER = { items: [{ product_id: 1, quantity: 1 }] };
const ALL = '.*';
const NONE = '^$';

describeWithOwnBroker('a broker whose exchange or rights are not those that the service would choose', function () {
  this.timeout(120_000);
  realHttp();

  let node: RabbitNode;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  let exchange: string;
  let service: TestService | undefined;

  before(async () => {
    node = await startRabbitNode();
    connection = await connect(node.url);
  });

  after(async () => {
    await connection.close();
    await node.stop();
  });

  beforeEach(async () => {
    exchange = uniqueName('events');
    channel = await connection.createConfirmChannel();
  });

  afterEach(async () => {
    await service?.stop();
    service = undefined;
    await channel.close();
  });

  /** A new account of the broker, with these rights (regular expressions over names). Returns the URL for it. */
  async function account(configure: string, write: string): Promise<string> {
    const user = uniqueName('account');
    await node.ctl('add_user', user, 'pw-of-account');
    await node.ctl('set_permissions', '-p', '/', user, configure, write, NONE);
    return node.url.replace('guest:guest', `${user}:pw-of-account`);
  }

  async function start(url = node.url): Promise<TestService> {
    service = await TestService.start({ config: { broker: { url, exchange } } });
    await service.newUser().create(ORDER);
    return service;
  }

  async function health(): Promise<Health> {
    return (await service!.anonymous().get<Health>('/health')).body;
  }

  async function bindQueue(pattern = '#', options = {}): Promise<string> {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, pattern, options);
    return queue;
  }

  async function expectDelivered(queue: string): Promise<void> {
    await eventually('the event is delivered', async () => (await channel.checkQueue(queue)).messageCount === 1);
    await eventually('the outbox is empty', async () => (await health()).outbox.depth === 0);
    expect(await health()).to.include({ status: 'healthy', broker: 'connected', broker_problem: null });
  }

  it('is published to by an account that may write, and not declare', async () => {
    await channel.assertExchange(exchange, 'topic', { durable: true });
    const queue = await bindQueue();
    await start(await account(NONE, ALL));
    await expectDelivered(queue);
  });

  for (const [what, type, options] of [
    ['is not durable', 'topic', { durable: false }],
    ['has an alternate exchange', 'topic', { durable: true, alternateExchange: 'amq.fanout' }],
    ['is of type fanout', 'fanout', { durable: true }],
    ['is of type direct', 'direct', { durable: true }],
  ] as const) {
    it(`is published to when its exchange ${what}`, async () => {
      await channel.assertExchange(exchange, type, options);
      const queue = await bindQueue(type === 'direct' ? 'order.created' : '#');
      await start();
      await expectDelivered(queue);
    });
  }

  it('gets the exchange declared when it is absent', async () => {
    await start();
    await eventually('it is connected', async () => (await health()).broker === 'connected');
    await channel.checkExchange(exchange);
  });

  /** Why the broker is disconnected, as operators read it. */
  const reasonOf = async (running: TestService) => (await new Operator(running.operator()).outbox()).broker_problem;

  /** Operators and the log have to get the reason, and everyone its kind. */
  async function expectProblem(code: string, reason: RegExp): Promise<void> {
    await eventually(`operators read why: ${String(reason)}`, async () =>
      reason.test((await reasonOf(service!)) ?? ''),
    );
    const { status, problems, broker_problem: problem, outbox } = await health();
    expect([status, problem, outbox.depth]).to.deep.equal(['degraded', code, 1]);
    expect(problems.join('\n'))
      .to.include(`cannot be used (${code})`)
      .and.not.match(/events-|pw-of-account|account-|vhost/);
    expect(await reasonOf(service!)).not.to.include('pw-of-account');
    const warnings = service!.logLines.filter((line) => line.includes('"msg":"broker: disconnected'));
    expect(warnings.join('\n')).to.match(new RegExp(reason.source.replaceAll('"', '\\\\"')));
  }

  it('says why when the exchange is absent and the account may not declare it, and goes on when it is there', async () => {
    await start(await account(NONE, ALL));
    await expectProblem(
      'exchange_missing',
      /The exchange "events-\w+" does not exist, and this account may not create it/,
    );
    await channel.assertExchange(exchange, 'topic', { durable: true });
    await expectDelivered(await bindQueue());
  });

  it('says why when the account may not write', async () => {
    await channel.assertExchange(exchange, 'topic', { durable: true });
    await start(await account(NONE, NONE));
    await expectProblem('access_refused', /ACCESS_REFUSED/);
  });

  it('says why when the exchange is internal', async () => {
    await channel.assertExchange(exchange, 'topic', { durable: true, internal: true });
    await start();
    await expectProblem('access_refused', /internal exchange/);
  });

  it('says why when the password is wrong, and when the virtual host is absent', async () => {
    await start(node.url.replace('guest:guest', 'guest:pw-of-account'));
    await expectProblem('access_refused', /ACCESS_REFUSED/);
    await service!.stop();
    await start(`${node.url}/no-such-vhost`);
    await expectProblem('access_refused', /virtual host "no-such-vhost"/);
  });

  it('reports events that no queue is bound for, until one is', async () => {
    await channel.assertExchange(exchange, 'topic', { durable: true });
    await start();
    await eventually('health counts the event', async () => (await health()).outbox.failing === 1, 10_000);
    const { status, broker, problems } = await health();
    expect([status, broker]).to.deep.equal(['degraded', 'connected']);
    expect(problems).to.deep.equal(['1 events are not delivered, the broker says: 312 NO_ROUTE']);
    expect((await service!.anonymous().get('/metrics')).text).to.match(/^outbox_failing 1$/m);
    await expectDelivered(await bindQueue());
    expect((await service!.anonymous().get('/metrics')).text).to.match(/^outbox_failing 0$/m);
  });
});
