import { expect } from 'chai';
import {
  AbortedError,
  createClient,
  TimeoutError,
  UnexpectedResponseError,
  type OrderEvent,
  type ReconnectEvent,
  type StreamOptions,
} from '../../src/index.js';
import {
  feedEvent,
  feedFrame,
  startFeedServer,
  startStream,
  type Connection,
  type FeedServer,
} from '../support/feed-server.js';
import { aProblem, PROBLEM_JSON, rejection } from '../support/stub-service.js';

describe('the stream of events', () => {
  let server: FeedServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  async function streamFrom(serve: (connection: Connection) => void, options: StreamOptions = {}) {
    server = await startFeedServer(serve);
    const client = createClient({ baseUrl: server.url, token: 'a-token' });
    return client.events.stream({ maxRetries: 0, ...options });
  }

  /** Reads until `count` events have come. */
  async function read(stream: AsyncIterable<OrderEvent>, count: number): Promise<number[]> {
    const versions: number[] = [];
    for await (const event of stream) {
      if (versions.push(event.order_version) === count) break;
    }
    return versions;
  }

  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it('gives every event once and in order through fifty cuts at any byte', async () => {
    const count = 200;
    let cuts = 0;
    const stream = await streamFrom(({ response, after }) => {
      startStream(response);
      const rest = Buffer.from(
        upTo(count)
          .slice(after)
          .map((number) => feedFrame(number))
          .join(''),
      );
      // Seven frames or fewer, then a cut at another place each time, within a character's bytes too.
      cuts += 1;
      if (cuts <= 50) response.write(rest.subarray(0, (cuts * 397) % 2_300), () => response.destroy());
      else response.write(rest);
    });
    expect(await read(stream, count)).to.deep.equal(upTo(count));
    expect(stream.nextCursor).to.equal(`c${count}`);
    expect(server?.connections).to.equal(51);
  });

  it('asks for what comes after the last event, with the token, and says what it accepts', async () => {
    const asked: (string | undefined)[] = [];
    const stream = await streamFrom(
      ({ request, response, after }) => {
        asked.push(request.url, request.headers.accept, request.headers.authorization);
        startStream(response);
        response.end(feedFrame(after + 1));
      },
      { cursor: 'c7' },
    );
    expect(stream.nextCursor).to.equal('c7');
    expect(await read(stream, 2)).to.deep.equal([8, 9]);
    expect(asked).to.deep.equal([
      ...['/api/v1/events?cursor=c7', 'text/event-stream', 'Bearer a-token'],
      ...['/api/v1/events?cursor=c8', 'text/event-stream', 'Bearer a-token'],
    ]);
  });

  it('goes on where another stream stopped', async () => {
    const serve = ({ response, after }: Connection) => {
      startStream(response);
      response.write(
        upTo(10)
          .slice(after)
          .map((number) => feedFrame(number))
          .join(''),
      );
    };
    const first = await streamFrom(serve);
    expect(await read(first, 4)).to.deep.equal([1, 2, 3, 4]);
    await server?.stop();
    const second = await streamFrom(serve, { cursor: first.nextCursor });
    expect(await read(second, 6)).to.deep.equal([5, 6, 7, 8, 9, 10]);
  });

  it('resumes where it stood when it is cut before its first event', async () => {
    const stream = await streamFrom(({ response, after }) => {
      startStream(response);
      if (after === 0) response.write('id: c4\n\n', () => response.destroy());
      else response.write(feedFrame(after + 1));
    });
    expect(await read(stream, 1)).to.deep.equal([5]);
  });

  it('ignores comments, events that it has yielded, and messages of other programs', async () => {
    const stream = await streamFrom(({ response }) => {
      startStream(response);
      response.write(`: hello\n\nretry: 1\n\n${feedFrame(1)}${feedFrame(1)}: still here\n\n`);
      response.write(feedFrame(2, { event_type: 'user.registered' }) + feedFrame(3));
    });
    expect(await read(stream, 2)).to.deep.equal([1, 3]);
  });

  it('yields only the types that were asked for, and goes on after the others', async () => {
    const created = {
      ...feedEvent(2),
      event_type: 'order.created',
      data: { order_id: 6, user_id: 1, user_email: '', total_amount: 1.5, items: [], status: 'pending' },
    };
    const stream = await streamFrom(
      ({ response }) => {
        startStream(response);
        response.write(feedFrame(1) + feedFrame(2, created));
      },
      { types: ['order.created'] },
    );
    expect(await read(stream, 1)).to.deep.equal([2]);
    expect(stream.nextCursor).to.equal('c2');
  });

  it('reopens a silent stream, and reports why', async () => {
    const reconnects: ReconnectEvent[] = [];
    const stream = await streamFrom(
      ({ response, after }) => {
        startStream(response);
        if (server?.connections === 2) response.write(feedFrame(after + 1));
      },
      { idleTimeoutMs: 50, onReconnect: (event) => reconnects.push(event) },
    );
    expect(await read(stream, 1)).to.deep.equal([1]);
    expect(reconnects[0]?.cause).to.be.instanceOf(TimeoutError);
    expect(reconnects[0]?.delayMs).to.be.within(0, 200);
  });

  it('reconnects while the service is down, but not beyond maxReconnectMs', async () => {
    const serve = ({ response, after }: Connection) => {
      if (server?.connections === 1) {
        startStream(response);
        response.end(feedFrame(after + 1));
      } else response.writeHead(503, { 'content-type': 'text/html' }).end('down for maintenance');
    };
    const stream = await streamFrom(serve, { maxReconnectMs: 1 });
    expect(await rejection(read(stream, 2))).to.include({ status: 503 });
  });

  it('fails at once when the first connection is refused, or a later one for good', async () => {
    const refuse = ({ response }: Connection, status: number, code: string) =>
      response.writeHead(status, PROBLEM_JSON).end(JSON.stringify(aProblem(status, code)));
    const down = await streamFrom((connection) => void refuse(connection, 503, 'database_unavailable'));
    expect(await rejection(read(down, 1))).to.include({ code: 'database_unavailable' });
    await server?.stop();

    const expiring = await streamFrom((connection) => {
      if (connection.after === 1) return void refuse(connection, 401, 'token_expired');
      startStream(connection.response);
      connection.response.end(feedFrame(1));
    });
    expect(await rejection(read(expiring, 2))).to.include({ code: 'token_expired' });
    expect(server?.connections).to.equal(2);
  });

  it('fails on an answer that is not a stream, or not of events', async () => {
    const page = await streamFrom(({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"events":[]}');
    });
    expect(await rejection(read(page, 1))).to.be.instanceOf(UnexpectedResponseError);
    await server?.stop();

    const other = await streamFrom(({ response }) => {
      startStream(response);
      response.write('id: c1\ndata: {"event_type":"order.created"}\n\n');
    });
    const error = await rejection(read(other, 1));
    expect(error).to.be.instanceOf(UnexpectedResponseError);
    expect((error as Error).message).to.contain("must have required property 'event_id'");
    await server?.stop();

    const endless = await streamFrom(({ response }) => {
      startStream(response);
      response.write(`data: ${'x'.repeat(1_100_000)}`);
    });
    expect(await rejection(read(endless, 1))).to.be.instanceOf(UnexpectedResponseError);
  });

  it('ends with its signal: before, during and between connections', async () => {
    const reason = new Error('the user left');
    const serve = ({ response }: Connection) => {
      startStream(response);
      response.write(feedFrame(1));
    };
    const before = await streamFrom(serve, { signal: AbortSignal.abort(reason) });
    expect(await rejection(read(before, 1)))
      .to.be.instanceOf(AbortedError)
      .and.include({ cause: reason });
    await server?.stop();

    const controller = new AbortController();
    const during = await streamFrom(serve, { signal: controller.signal });
    const events = during[Symbol.asyncIterator]();
    await events.next();
    const next = events.next();
    controller.abort(reason);
    expect(await rejection(next))
      .to.be.instanceOf(AbortedError)
      .and.include({ cause: reason });
    await server?.stop();

    const late = new AbortController();
    const between = await streamFrom(
      ({ response }) => {
        startStream(response);
        response.end('retry: 60000\n\n');
      },
      { signal: late.signal, onReconnect: () => queueMicrotask(() => late.abort(reason)) },
    );
    expect(await rejection(read(between, 1))).to.be.instanceOf(AbortedError);
  });

  it('closes its connection when the reader stops', async () => {
    let gone: () => void = () => undefined;
    const letGo = new Promise<void>((resolve) => (gone = resolve));
    const stream = await streamFrom(({ request, response }) => {
      startStream(response);
      response.write(feedFrame(1));
      request.socket.once('close', gone);
    });
    await read(stream, 1);
    await letGo;
  });
});
