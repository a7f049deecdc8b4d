import { AssertionError } from 'chai';
import type { components } from '@order-service/sdk';
import { eventually } from './eventually.js';
import type { Answer, TestClient } from './test-client.js';

type Schemas = components['schemas'];
export type OutboxEvent = Schemas['OutboxEvent'];
export type Replay = Schemas['Replay'];
export type SkippedEvent = Schemas['SkippedEvent'];

const MOST_PAGES = 100;

/** What operators do, through the HTTP interface. */
export class Operator {
  constructor(readonly client: TestClient) {}

  async outbox(): Promise<Schemas['Outbox']> {
    return succeeded(await this.client.get<Schemas['Outbox']>('/api/v1/outbox'));
  }

  /** All events of a list, page by page. */
  async list(query: string): Promise<OutboxEvent[]> {
    const events: OutboxEvent[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null; pages += 1) {
      if (pages === MOST_PAGES) throw new Error(`More than ${MOST_PAGES} pages`);
      const path = `/api/v1/outbox/events?${query}${cursor && `&cursor=${cursor}`}`;
      const page: Schemas['OutboxEventPage'] = succeeded(await this.client.get<Schemas['OutboxEventPage']>(path));
      if (page.has_more !== (page.next_cursor !== null)) throw new AssertionError('has_more and next_cursor disagree');
      events.push(...page.events);
      cursor = page.next_cursor;
    }
    return events;
  }

  /** The parked event of an order, once there is one. */
  async parkedEventOf(orderId: number): Promise<OutboxEvent> {
    let parked: OutboxEvent | undefined;
    await eventually(`an event of order ${orderId} is parked`, async () => {
      parked = (await this.list('state=parked')).find((event) => event.order_id === orderId);
      return parked !== undefined;
    });
    return parked!;
  }

  async retry(eventId: string): Promise<OutboxEvent> {
    return succeeded(await this.client.send('POST', `/api/v1/outbox/events/${eventId}/retry`));
  }

  async skip(eventId: string, reason: string): Promise<SkippedEvent> {
    return succeeded(await this.client.send('POST', `/api/v1/outbox/events/${eventId}/skip`, { json: { reason } }));
  }

  async replay(json: object): Promise<Replay> {
    return succeeded(await this.client.send('POST', '/api/v1/events/replay', { json }));
  }
}

function succeeded<Body>({ method, target, status, text, body }: Answer<Body>): Body {
  if (status >= 300) throw new AssertionError(`${method} ${target}: ${status} ${text}`);
  return body;
}
