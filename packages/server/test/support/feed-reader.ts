import { once } from 'node:events';
import { request, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { AssertionError } from 'chai';
import type { OrderEvent } from '@order-service/sdk';
import { StreamParser } from '../../../sdk/src/events/sse.js';
import { eventually } from '../../../../test/services/eventually.js';
import type { TestClient } from './test-client.js';

const MAX_FRAME = 1024 * 1024;

export interface FeedFrom {
  /** The query string, without the question mark. */
  readonly query?: string;
  readonly lastEventId?: string | undefined;
}

/** A reader of the live stream. */
export class FeedReader {
  readonly #asking: ClientRequest;
  readonly events: OrderEvent[] = [];
  readonly headers: IncomingHttpHeaders;
  /** The last received id: the `Last-Event-ID` to resume with. */
  cursor: string | undefined;
  /** Whether the server has ended the stream, rather than reset the connection. */
  ended = false;
  readonly #parser = new StreamParser(MAX_FRAME);

  private constructor(asking: ClientRequest, stream: IncomingMessage) {
    this.#asking = asking;
    this.headers = stream.headers;
    stream.setEncoding('utf8').on('data', (piece: string) => {
      for (const { id, data } of asking.destroyed ? [] : this.#parser.push(piece)) {
        this.cursor = id;
        if (data !== undefined) this.events.push(JSON.parse(data) as OrderEvent);
      }
    });
    stream.once('end', () => (this.ended = true)).on('error', () => undefined);
  }

  /** Opens the stream and waits for its first id. */
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
    await eventually('the stream has started', () => reader.cursor !== undefined);
    return reader;
  }

  get versions(): string[] {
    return this.events.map(({ data, order_version: version }) => `${data.order_id}.${version}`);
  }

  async has(count: number): Promise<void> {
    await eventually(`${count} events have arrived`, () => this.events.length >= count);
  }

  /** Closes the connection. Unread events are lost. */
  cut(): void {
    this.#asking.destroy();
  }
}
