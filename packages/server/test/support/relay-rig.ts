import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '../../../../test/services/postgres.js';
import { uniqueName } from '../../../../test/services/rabbitmq.js';
import { changeStatuses } from '../../src/db/statements/change-statuses.js';
import { connect, type Database, type Runner } from '../../src/db/connection.js';
import { createOrders } from '../../src/db/statements/create-orders.js';
import { createOutboxStore } from '../../src/db/outbox-store.js';
import { bigint, uuid } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import type { EventType } from '../../src/domain/events.js';
import { sourcesOf, type OrderStatus } from '../../src/domain/order-status.js';
import { createRabbitPublisher } from '../../src/outbox/rabbit-publisher.js';
import type { RelayOptions } from '../../src/outbox/relay-options.js';
import { createRelay, type Relay, type RelayDependencies } from '../../src/outbox/relay.js';
import type { LineItem } from '../../src/domain/order.js';
import type { OutboxStore } from '../../src/ports/outbox-store.js';
import { AuditQueue } from './audit-queue.js';
import { LogRecorder } from './log-recorder.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const FEATHER: LineItem = {
  productId: 7,
  productName: 'Feather',
  productPrice: '79.90',
  quantity: 1,
  subtotal: '79.90',
};

const COUNT_CLAIMED = statement({
  name: 'count_claimed',
  writes: false,
  prepared: false,
  columns: { count: bigint },
  text: 'SELECT count(*) FROM outbox WHERE claim_token IS NOT NULL',
});

const ACCEPT_ANY_TYPE = statement({
  name: 'accept_any_type',
  writes: true,
  prepared: false,
  text: 'ALTER TABLE order_events DROP CONSTRAINT order_events_type_check',
});

const ADD_EVENT_OF_NEWER_VERSION = statement({
  name: 'add_event_of_newer_version',
  writes: true,
  prepared: false,
  parameters: { orderId: bigint, eventId: uuid },
  text: `
    WITH event AS (
      INSERT INTO order_events (event_id, order_id, user_id, version, type, to_status, actor, occurred_at)
      SELECT @eventId, id, user_id, version + 1, 'order.weighed', status, 'user:1', now() FROM orders WHERE id = @orderId
      RETURNING order_id, version, event_id
    )
    INSERT INTO outbox (order_id, version, event_id) SELECT * FROM event`,
});

export interface RelaySetup {
  readonly url?: string;
  readonly broker?: { readonly confirmTimeoutMs?: number; readonly connectTimeoutMs?: number };
  readonly options?: Partial<RelayOptions>;
  readonly publishedTypes?: readonly EventType[];
  readonly failpoint?: NonNullable<RelayDependencies['failpoint']>;
}

/** Relays and queues with their own migrated database and exchange. */
export class RelayRig {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly brokerUrl: string;
  readonly exchange = uniqueName('events');
  readonly log = new LogRecorder();
  readonly store: OutboxStore;
  readonly #disposals: (() => Promise<void>)[] = [];

  private constructor(database: Database, databaseUrl: string, brokerUrl: string, dropDatabase: () => Promise<void>) {
    this.database = database;
    this.databaseUrl = databaseUrl;
    this.brokerUrl = brokerUrl;
    this.store = createOutboxStore(database);
    this.#disposals.push(dropDatabase, () => database.close());
  }

  static async start(brokerUrl: string): Promise<RelayRig> {
    const test = await createTestDatabase();
    return new RelayRig(connect({ url: test.url, planCacheMode: 'auto' }), test.url, brokerUrl, () => test.drop());
  }

  /** Starts a relay. */
  relay({ url = this.brokerUrl, broker, options, publishedTypes, failpoint }: RelaySetup = {}): Relay {
    const publisher = createRabbitPublisher({
      url,
      exchange: this.exchange,
      logger: this.log,
      backoff: { baseMs: 20, capMs: 200 },
      ...broker,
    });
    const relay = createRelay({
      store: this.store,
      publisher,
      logger: this.log,
      options: { pollMs: 50, idlePollMs: 200, backoff: { baseMs: 50, capMs: 200 }, ...options },
      ...(publishedTypes && { publishedTypes: new Set(publishedTypes) }),
      ...(failpoint && { failpoint }),
    });
    this.#disposals.push(() => relay.stop());
    relay.start();
    return relay;
  }

  /** Starts a consumer with a queue that is bound to all events. */
  async audit(): Promise<AuditQueue> {
    const queue = await this.queue();
    await queue.bind();
    return queue.consume();
  }

  async queue(arguments_: Record<string, unknown> = {}): Promise<AuditQueue> {
    const queue = await AuditQueue.declare(this.brokerUrl, this.exchange, { arguments: arguments_ });
    this.#disposals.push(() => queue.dispose());
    return queue;
  }

  /** Commits `count` orders with their `order.created` events in one transaction; returns their ids. */
  async placeOrders(
    count: number,
    items: readonly LineItem[] = [FEATHER],
    database: Runner = this.database,
  ): Promise<number[]> {
    const outcomes = await createOrders(
      database,
      Array.from({ length: count }, () => ({
        userId: 42,
        userEmail: 'ann@example.com',
        items,
        totalAmount: items[0]?.subtotal ?? '0.00',
        reference: undefined,
        metadata: {},
        eventId: randomUUID(),
        actor: 'user:42',
        trace: { requestId: 'test', traceparent: TRACEPARENT },
        idempotencyKey: undefined,
        fingerprint: Buffer.from(randomUUID()),
      })),
    );
    return outcomes.map((outcome) => (outcome.kind === 'created' ? outcome.order.id : 0));
  }

  /** Commits one transition of each of these orders. */
  async move(orderIds: readonly number[], target: OrderStatus): Promise<void> {
    await changeStatuses(
      this.database,
      orderIds.map((orderId) => ({
        orderId,
        ownerId: undefined,
        target,
        from: sourcesOf(target),
        versions: undefined,
        reason: undefined,
        eventId: randomUUID(),
        actor: 'user:1',
        trace: { requestId: 'test', traceparent: undefined },
      })),
    );
  }

  /** Commits the next event of an order, of a type that this version of the service does not know. */
  async addEventOfNewerVersion(orderId: number): Promise<void> {
    await this.database.run(ACCEPT_ANY_TYPE, {});
    await this.database.run(ADD_EVENT_OF_NEWER_VERSION, { orderId, eventId: randomUUID() });
  }

  async depth(): Promise<number> {
    return (await this.store.figures()).depth;
  }

  /** Number of claimed events, including expired claims. */
  async claimedCount(): Promise<number> {
    const [row] = await this.database.run(COUNT_CLAIMED, {});
    return row?.count ?? 0;
  }

  /** Stops relays, queues and database, in reverse order. */
  async dispose(): Promise<void> {
    for (const disposal of this.#disposals.reverse()) await disposal();
  }
}
