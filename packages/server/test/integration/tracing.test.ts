import { connect, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { createClient, orderedConsumer, parseOrderEvent } from '@order-service/sdk';
import { expect } from 'chai';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { testRabbit, uniqueName } from '../../../../test/services/rabbitmq.js';
import type { TracingConfig } from '../../src/config/tracing.js';
import { ApplicationTracing, BAGGAGE } from '../support/application-tracing.js';
import { OtlpCollector } from '../support/otlp-collector.js';
import { TestService } from '../support/test-service.js';

const ORDER = { items: [{ product_id: 1, quantity: 1 }] };
const NOT_SAMPLED = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
const SAMPLED = '00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const STREAM = '00-6bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

const tracingTo = (url: string, rest: Partial<TracingConfig> = {}): TracingConfig => ({
  url,
  protocol: 'http/json',
  headers: {},
  timeoutMs: 10_000,
  serviceName: 'order-service',
  resourceAttributes: {},
  sampler: 'parentbased_always_on',
  sampledRatio: 1,
  exportDelayMs: 20,
  maxQueuedSpans: 2_048,
  ...rest,
});

describe('Traces', function () {
  this.timeout(120_000); // the first use starts the broker
  realHttp();

  const exchange = uniqueName('traced-events');
  let brokerUrl: string;
  let collector: OtlpCollector;
  let application: ApplicationTracing;
  let service: TestService;
  let broker: ChannelModel;
  /** Calls of the store that have begun. */
  let creates = 0;
  const received: ConsumeMessage[] = [];

  before(async () => {
    ({ url: brokerUrl } = await testRabbit());
    broker = await connect(brokerUrl);
    const channel = await broker.createChannel();
    await channel.assertExchange(exchange, 'topic', { durable: true });
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, '#');
    const consume = orderedConsumer({ lastVersion: () => 0, save: () => undefined, joinMidway: true });
    await channel.consume(queue, (message) => {
      if (!message) return;
      received.push(message);
      void consume(parseOrderEvent(message)).then(() => channel.ack(message));
    });
    collector = await OtlpCollector.start();
    application = new ApplicationTracing(collector.url);
    service = await TestService.start({
      config: { broker: { url: brokerUrl, exchange }, tracing: tracingTo(collector.url) },
      overrides: {
        wrapOrders: (orders) => ({
          ...orders,
          create(order) {
            creates += 1;
            return orders.create(order);
          },
        }),
      },
    });
  });

  after(async () => {
    await service.stop();
    await application.stop();
    await collector.stop();
    const channel = await broker.createChannel();
    await channel.deleteExchange(exchange);
    await broker.close();
  });

  const client = (userId = service.newUserId()) =>
    createClient({ baseUrl: service.url, token: service.token({ userId }) });

  async function expectTree(traceId: string, lines: readonly string[]): Promise<void> {
    await eventually('every span is exported', () => collector.tree(traceId).length >= lines.length).catch(
      () => undefined,
    );
    expect(collector.tree(traceId)).to.deep.equal(lines);
  }

  async function deliveryOf(orderId: number): Promise<ConsumeMessage> {
    const isOfOrder = (message: ConsumeMessage): boolean => parseOrderEvent(message).data.order_id === orderId;
    await eventually('an event of the order is delivered', () => received.some(isOfOrder));
    return received.find(isOfOrder)!;
  }

  const line = (requestPath: string, traceId: string) =>
    service.logLines
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .find((entry) => entry.path === requestPath && entry.trace_id === traceId);

  it('lead from the call of the SDK through the service and the broker to the consumer', async () => {
    const { result: order, traceId } = await application.within('check out', () => client().orders.create(ORDER));
    await expectTree(traceId, [
      'check out',
      '  POST /api/v1/orders',
      '    claim_events',
      '    create_orders',
      '    look up products',
      '      GET /api/v1/products/{product_id}',
      `    publish ${exchange}:order.created`,
      '      process order.created',
      '    sign in',
      '    wait for create_orders',
      '    wait in outbox',
    ]);
    const [server] = collector.named('POST /api/v1/orders', traceId);
    expect(server).to.include({ kind: KIND.server, service: 'order-service', failed: false });
    expect(server!.attributes).to.include({
      'http.request.method': 'POST',
      'http.route': '/api/v1/orders',
      'http.response.status_code': 201,
      'url.path': '/api/v1/orders',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
    });
    const [statement] = collector.named('create_orders', traceId);
    expect(statement!.kind).to.equal(KIND.client);
    expect(statement!.attributes).to.include({
      'db.system.name': 'postgresql',
      'db.namespace': new URL(service.databaseUrl).pathname.slice(1),
      'db.query.summary': 'create_orders',
    });
    expect(statement!.attributes).not.to.have.property('db.operation.batch.size');
    const [publish] = collector.named(`publish ${exchange}:order.created`, traceId);
    expect(publish).to.include({ kind: KIND.producer, failed: false });
    const [process] = collector.named('process order.created', traceId);
    expect(process).to.include({ kind: KIND.consumer, service: 'shop' });
    expect(process!.attributes['messaging.message.id']).to.equal(publish!.attributes['messaging.message.id']);
    const [get] = collector.named('GET /api/v1/products/{product_id}', traceId);
    expect(get!.attributes).to.include({
      'http.response.status_code': 200,
      'url.template': '/api/v1/products/{product_id}',
    });
    const logged = line('/api/v1/orders', traceId);
    expect(logged).to.include({ span_id: server!.spanId, status: 201 });

    const moved = await application.within('confirm', () =>
      client(order.user_id).orders.updateStatus(order.id, 'confirmed'),
    );
    await expectTree(moved.traceId, [
      'confirm',
      '  PATCH /api/v1/orders/{order_id}/status',
      '    change_order_statuses',
      '    claim_events',
      `    publish ${exchange}:order.status.updated`,
      '      process order.status.updated',
      '    sign in',
      '    wait for change_order_statuses',
      '    wait in outbox',
    ]);
  });

  it('of two orders that share a statement are linked to it, and it to them', async () => {
    const blocked = service.newUser();
    const lockWaits = async () =>
      (
        await service.query<{ count: number }>(
          `SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        )
      )[0]!.count;
    const locking = new pg.Client({ connectionString: service.databaseUrl });
    await locking.connect();
    await locking.query('BEGIN');
    await locking.query('LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE');
    // As many statements as may run at the same time: later orders wait, and share the next one.
    const running: Promise<unknown>[] = [];
    for (let count = 1; count <= 4; count += 1) {
      running.push(blocked.create(ORDER, { traceparent: NOT_SAMPLED, 'Idempotency-Key': `blocked-${count}` }));
      await eventually('the statement waits', async () => (await lockWaits()) === count);
    }
    const before = creates;
    const both = [1, 2].map(() => application.within('check out', () => client().orders.create(ORDER)));
    await eventually('both wait for a statement', () => creates === before + 2);
    await locking.end();
    await Promise.all(running);
    const traceIds = (await Promise.all(both)).map(({ traceId }) => traceId);

    const waits = () => traceIds.flatMap((traceId) => collector.named('wait for create_orders', traceId));
    const statements = () => traceIds.flatMap((traceId) => collector.named('create_orders', traceId));
    const requests = () => traceIds.flatMap((traceId) => collector.named('POST /api/v1/orders', traceId));
    await eventually('both requests are exported', () => requests().length === 2); // their spans end last
    expect(statements(), 'one statement').to.have.length(1);
    const [statement] = statements();
    expect(statement!.attributes['db.operation.batch.size']).to.equal(2);
    expect(statement!.links.map(({ traceId }) => traceId)).to.have.members(traceIds);
    expect(statement!.links.map(({ spanId }) => spanId)).to.have.members(waits().map(({ spanId }) => spanId));
    for (const { links } of waits()) {
      expect(links.map(({ traceId, spanId }) => ({ traceId, spanId }))).to.deep.equal([
        { traceId: statement!.traceId, spanId: statement!.spanId },
      ]);
    }
  });

  it('that are not sampled export nothing, and their events say so', async () => {
    const user = service.newUser();
    const { id } = (await user.create<{ id: number }>(ORDER, { traceparent: NOT_SAMPLED })).body;
    const message = await deliveryOf(id);
    const traceparent = String(message.properties.headers?.traceparent);
    expect(traceparent).to.match(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00$/);
    expect(parseOrderEvent(message).traceparent).to.equal(traceparent);
    // Spans are exported in order, so that those of an earlier request would have come before these.
    const { traceId } = await application.within('later', () => client().orders.create(ORDER));
    await eventually('a later trace is exported', () => collector.named('POST /api/v1/orders', traceId).length === 1);
    expect(collector.spans.filter((span) => NOT_SAMPLED.includes(span.traceId))).to.deep.equal([]);
    expect(line('/api/v1/orders', '4bf92f3577b34da6a3ce929d0e0e4736')).to.include({ status: 201 });
  });

  it('of failed requests say what has failed', async () => {
    const user = service.newUser();
    await user.create({ items: [{ product_id: 999, quantity: 1 }] }, { traceparent: SAMPLED });
    const traceId = SAMPLED.split('-')[1]!;
    await expectTree(traceId, [
      'POST /api/v1/orders',
      '  look up products',
      '    GET /api/v1/products/{product_id}',
      '  sign in',
      '  take_unacknowledged_order',
    ]);
    const [server] = collector.named('POST /api/v1/orders', traceId);
    expect(server!.attributes['http.response.status_code']).to.equal(404);
    expect(server!.failed, 'an error of the client').to.equal(false);
    const [get] = collector.named('GET /api/v1/products/{product_id}', traceId);
    expect(get).to.include({ failed: true });
    expect(get!.attributes['error.type']).to.equal('404');
  });

  it('of a live stream end when it is open, and have nothing that it reads later', async () => {
    const user = service.newUser();
    const stopping = new AbortController();
    const headers = { authorization: `Bearer ${user.token}`, accept: 'text/event-stream', traceparent: STREAM };
    const response = await fetch(`${service.url}/api/v1/events`, { headers, signal: stopping.signal });
    const traceId = STREAM.split('-')[1]!;
    await eventually('its span is exported', () => collector.named('GET /api/v1/events', traceId).length === 1);
    const opened = collector.tree(traceId);
    const [span] = collector.named('GET /api/v1/events', traceId);
    expect(span!.attributes['http.response.status_code']).to.equal(200);

    const { id } = (await user.create<{ id: number }>(ORDER, { traceparent: NOT_SAMPLED })).body;
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; !text.includes(`"order_id":${id}`);) text += (await reader.read()).value ?? '';
    stopping.abort();
    const later = await application.within('later', () => client().orders.create(ORDER));
    await eventually('a later trace is exported', () => collector.tree(later.traceId).length > 1);
    expect(collector.tree(traceId)).to.deep.equal(opened);
  });

  it('begin with a timed transition, and lead to the events of the orders that it moved', async () => {
    const order = await service.newUser().placed(ORDER.items, ['confirmed', 'shipped']);
    const delivered = () => received.map(parseOrderEvent).filter(({ data }) => data.order_id === order.id).length;
    await eventually('the earlier events are delivered', () => delivered() === 3);
    await service.addReplica({
      broker: { url: brokerUrl, exchange },
      tracing: tracingTo(collector.url),
      timedTransitions: [{ from: 'shipped', to: 'delivered', afterSeconds: 0.001, after: '1ms' }],
    });
    const name = 'timed transition shipped delivered';
    await eventually('it is exported', () => collector.named(name).length === 1);
    const [transition] = collector.named(name);
    await expectTree(transition!.traceId, [
      name,
      '  claim_events',
      '  move_due_orders_by_update',
      `  publish ${exchange}:order.status.updated`,
      '    process order.status.updated',
      '  wait in outbox',
    ]);
    expect(transition!.attributes['order_service.orders']).to.equal(1);
    const [statement] = collector.named('move_due_orders_by_update');
    expect(statement!.attributes).to.include({ 'db.query.summary': 'move_due_orders_by_update' });
    const [event] = await service.query<{ traceparent: string; request_id: string }>(
      'SELECT traceparent, request_id FROM order_events WHERE order_id = $1 AND version = 4',
      [order.id],
    );
    expect(event!.traceparent).to.equal(`00-${transition!.traceId}-${transition!.spanId}-01`);
    expect(event!.request_id).to.equal(transition!.attributes['order_service.request_id']);
  });

  it('take nothing of the baggage along', async () => {
    const user = service.newUser();
    const headers = { traceparent: SAMPLED, baggage: `secret=${BAGGAGE}` };
    await deliveryOf((await user.create<{ id: number }>(ORDER, headers)).body.id);
    const { result: order } = await application.within('check out', () => client().orders.create(ORDER));
    await deliveryOf(order.id);
    const messages = received.map(({ content, properties }) => content.toString() + JSON.stringify(properties));
    const rows = await service.query<{ event: string }>('SELECT e::text AS event FROM order_events e');
    for (const text of [...messages, ...collector.bodies, ...service.logLines, ...rows.map(({ event }) => event)]) {
      expect(text).not.to.contain(BAGGAGE);
    }
  });
});

describe('A collector of traces', function () {
  this.timeout(60_000);
  realHttp();

  let collector: OtlpCollector;
  let service: TestService | undefined;

  beforeEach(async () => {
    collector = await OtlpCollector.start();
  });
  afterEach(async () => {
    await service?.stop();
    await collector.stop();
  });

  it('gets protobuf, with the headers and the resource that are configured', async () => {
    const tracing = tracingTo(collector.url, { protocol: 'http/protobuf', resourceAttributes: { cell: 'cell-seven' } });
    service = await TestService.start({ config: { tracing } });
    await service.newUser().create(ORDER);
    await eventually('spans are exported', () => collector.bodies.some((body) => body.includes('POST /api/v1/orders')));
    expect([...collector.contentTypes]).to.deep.equal(['application/x-protobuf']);
    expect(collector.bodies.join('')).to.include('cell-seven');
  });

  it('that is down delays no request and no stop, and is logged once', async () => {
    const { url } = collector;
    await collector.stop();
    service = await TestService.start({ config: { tracing: tracingTo(url, { timeoutMs: 50 }) } });
    expect((await service.newUser().create(ORDER)).status).to.equal(201);
    const warnings = () => service!.logLines.filter((text) => text.includes('tracing: the collector takes no spans'));
    await eventually('it is logged', () => warnings().length > 0);
    expect((await service.newUser().create(ORDER)).status).to.equal(201);
    await service.replicas[0]!.stop();
    expect(warnings()).to.have.length(1);
    collector = await OtlpCollector.start();
  });

  it('that never answers does not keep a server that stops', async () => {
    collector.isHanging = true;
    service = await TestService.start({ config: { tracing: tracingTo(collector.url, { timeoutMs: 600_000 }) } });
    expect((await service.newUser().create(ORDER)).status).to.equal(201);
    await eventually('spans are sent', () => collector.requests > 0);
    expect((await service.newUser().create(ORDER)).status).to.equal(201);
    await service.replicas[0]!.stop();
    expect(collector.answered, 'it still has not answered').to.equal(0);
  });
});
