import { expect } from 'chai';
import { testRabbit, uniqueName } from '../../../../test/services/rabbitmq.js';
import { AuditQueue } from './audit-queue.js';
import { eventually } from '../../../../test/services/eventually.js';
import { Operator } from './operator.js';
import { RefusingBroker } from './refusing-broker.js';
import { TestService } from './test-service.js';

/** A service with a real broker, and a queue that records the events. */
export class PublishedService {
  readonly service: TestService;
  readonly broker: RefusingBroker;
  readonly queue: AuditQueue;
  readonly operator: Operator;

  private constructor(service: TestService, broker: RefusingBroker, queue: AuditQueue) {
    this.service = service;
    this.broker = broker;
    this.queue = queue;
    this.operator = new Operator(service.operator());
  }

  static async start(): Promise<PublishedService> {
    const { url } = await testRabbit();
    const exchange = uniqueName('events');
    const queue = await AuditQueue.declare(url, exchange);
    await (await queue.bind()).consume();
    const broker = new RefusingBroker();
    const service = await TestService.start({ config: { broker: { url, exchange } }, overrides: broker.overrides });
    return new PublishedService(service, broker, queue);
  }

  /** Waits until `count` events were delivered in total, and the outbox is empty. */
  async delivered(count: number): Promise<void> {
    await eventually(`${count} events are delivered`, () => this.queue.deliveries.length >= count);
    await eventually('the outbox is empty', async () => (await this.operator.outbox()).depth === 0);
    expect(this.queue.deliveries).to.have.length(count);
  }

  /** Places an order whose first event the broker rejects until it is dead-lettered. */
  async orderWithDeadLetteredEvent(): Promise<{ id: number; eventId: string }> {
    this.broker.refuseNext();
    const { id } = await this.service.newUser().placed();
    const { event_id: eventId } = await this.operator.deadLetteredEventOf(id);
    return { id, eventId };
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.queue.dispose();
  }
}

/** Starts a service before each test of the suite and stops it afterwards; returns a function that returns it. */
export function usePublishedService(): () => PublishedService {
  let published: PublishedService | undefined;
  before(async function () {
    this.timeout(90_000); // the first use starts the broker
    await testRabbit();
  });
  beforeEach(async () => {
    published = await PublishedService.start();
  });
  afterEach(() => published?.stop());
  return () => {
    if (!published) throw new Error('The service runs from `beforeEach` on');
    return published;
  };
}
