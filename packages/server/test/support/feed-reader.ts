import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { AssertionError } from 'chai';
import type { OrderEvent } from '@order-service/sdk';
import { StreamParser } from '../../../sdk/src/events/sse.js';
import { eventually } from '../../../../test/services/eventually.js';
import type { TestClient } from './test-client.js';

const MAX_FRAME = 1024 * 1024;

export interface FeedFrom {
  /** The query, without its question mark. */
  readonly query?: string;
  readonly lastEventId?: string | undefined;
}

/** Someone who reads the live stream of the feed. */
export class FeedReader {
  readonly events: OrderEvent[] = [];
  /** The last id that came: `Last-Event-ID` of who goes on from here. */
  cursor: string | undefined;
  /** Whether the server has ended the stream, as it should: not cut it. */
  ended = false;
  readonly #parser = new StreamParser(MAX_FRAME);

  private constructor(
    private readonly asking: ClientRequest,
    stream: IncomingMessage,
  ) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      for (const { id, data } of asking.destroyed ? [] : this.#parser.push(piece)) {
        this.cursor = id;
        if (data !== undefined) this.events.push(JSON.parse(data) as OrderEvent);
      }
    });
    stream.once('end', () => (this.ended = true)).on('error', () => undefined);
  }

  /** Opens the stream, and waits for the id with which it begins. */
  static async open({ url, token }: TestClient, { query, lastEventId }: FeedFrom = {}): Promise<FeedReader> {
    const asking = request(`${url}/api/v1/events${query === undefined ? '' : `?${query}`}`, {
      agent: false,
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${token!}`,
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
    });
    asking.end();
    const [stream] = (await once(asking, 'response')) as [IncomingMessage];
    if (stream.statusCode !== 200) throw new AssertionError(`The stream was answered with ${stream.statusCode}`);
    asking.on('error', () => undefined);
    const reader = new FeedReader(asking, stream);
    await eventually('the stream has begun', () => reader.cursor !== undefined);
    return reader;
  }

  get versions(): string[] {
    return this.events.map(({ data, order_version: version }) => `${data.order_id}.${version}`);
  }

  async has(count: number): Promise<void> {
    await eventually(`${count} events have come`, () => this.events.length >= count);
  }

  /** Cuts the connection. What is on its way is lost. */
  cut(): void {
    this.asking.destroy();
  }
}
