import { expect } from 'chai';
import { createClient, type OrderEvent } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { FeedReader } from '../support/feed-reader.js';
import { TestClient, TWO_HEADPHONES } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';
import { startNginx, type Nginx } from './nginx.js';

/** Well below the time of the next heartbeat, which would flush what a proxy holds back. */
const BEFORE_THE_HEARTBEAT_MS = 10_000;

describe('Behind nginx, which buffers and compresses', () => {
  const service = useTestService();
  let nginx: Nginx;
  let ann: TestClient;

  before(async () => {
    nginx = await startNginx(service().url);
  });
  after(() => nginx.stop());
  beforeEach(() => {
    ann = new TestClient(nginx.url, service().newUser().token);
  });

  it('answers are compressed, so that the other tests test something', async () => {
    const { headers } = await fetch(`${nginx.url}/openapi.json`, { headers: { 'accept-encoding': 'gzip' } });
    expect(headers.get('content-encoding')).to.equal('gzip');
  });

  it('an event reaches a reader that accepts no compression as it occurs', async () => {
    const reader = await FeedReader.open(ann);
    const { id } = await ann.placed(TWO_HEADPHONES, ['confirmed']);
    await eventually('both events have come', () => reader.events.length === 2, BEFORE_THE_HEARTBEAT_MS);
    expect(reader.versions).to.deep.equal([`${id}.1`, `${id}.2`]);
    reader.cut();
  });

  it('an event reaches the SDK, which accepts compression, as it occurs', async () => {
    const reading = new AbortController();
    const encodings: (string | null)[] = [];
    const client = createClient({
      baseUrl: nginx.url,
      token: ann.token!,
      async fetch(input, init) {
        const answer = await fetch(input, init);
        encodings.push(answer.headers.get('content-encoding'));
        return answer;
      },
    });
    const events: OrderEvent[] = [];
    const stream = client.events.stream({ signal: reading.signal });
    const ended = (async () => {
      for await (const event of stream) events.push(event);
    })().catch(() => undefined);
    await eventually('the stream is open', () => encodings.length === 1);
    const { id } = await ann.placed(TWO_HEADPHONES, ['confirmed']);
    await eventually('both events have come', () => events.length === 2, BEFORE_THE_HEARTBEAT_MS);
    expect(events.map(({ data }) => data.order_id)).to.deep.equal([id, id]);
    expect(encodings).to.deep.equal(['gzip']);
    reading.abort();
    await ended;
  });
});
