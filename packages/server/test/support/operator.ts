import { AssertionError } from 'chai';
import type { components } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import type { Answer, TestClient } from './test-client.js';

type Schemas = components['schemas'];
export type OutboxEvent = Schemas['OutboxEvent'];
export type Replay = Schemas['Replay'];
export type SkippedEvent = Schemas['SkippedEvent'];

const MAX_PAGES = 100;

/** The operations of operators, over HTTP. */
export class Operator {
  readonly client: TestClient;
  constructor(client: TestClient) {
    this.client = client;
  }

  async outbox(): Promise<Schemas['Outbox']> {
    return succeeded(await this.client.get<Schemas['Outbox']>('/api/v1/outbox'));
  }

  /** All events of a list, from all pages. */
  async list(query: string): Promise<OutboxEvent[]> {
    const events: OutboxEvent[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null; pages += 1) {
      if (pages === MAX_PAGES) throw new Error(`More than ${MAX_PAGES} pages`);
      const path = `/api/v1/outbox/events?${query}${cursor && `&cursor=${cursor}`}`;
      const page: Schemas['OutboxEventPage'] = succeeded(await this.client.get<Schemas['OutboxEventPage']>(path));
      if (page.has_more !== (page.next_cursor !== null)) throw new AssertionError('has_more and next_cursor disagree');
      events.push(...page.events);
      cursor = page.next_cursor;
    }
    return events;
  }

  /** The dead-lettered event of an order, once there is one. */
  async deadLetteredEventOf(orderId: number): Promise<OutboxEvent> {
    let deadLettered: OutboxEvent | undefined;
    await eventually(`an event of order ${orderId} is dead-lettered`, async () => {
      deadLettered = (await this.list('state=dead_lettered')).find((event) => event.order_id === orderId);
      return deadLettered !== undefined;
    });
    return deadLettered!;
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
