import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { OrderEvent } from '../../src/index.js';

/** What becomes of one connection to the feed. */
export interface Connection {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Where the reader says it is: the number of events it has had. */
  readonly after: number;
}

export interface FeedServer {
  readonly url: string;
  readonly connections: number;
  stop(): Promise<void>;
}

/** The event of the given number, from 1 on. */
export function feedEvent(number: number): OrderEvent {
  return {
    event_type: 'order.status.updated',
    event_id: `0199f0c2-88d3-7a51-8d9c-${String(number).padStart(12, '0')}`,
    order_version: number,
    timestamp: '2026-02-15T17:28:44.927636Z',
    traceparent: null,
    data: {
      order_id: 6,
      user_id: 1,
      user_email: 'ü@example.com',
      old_status: 'pending',
      new_status: 'confirmed',
      updated_by: 'user:1',
    },
  };
}

/** An event as the feed frames it; its cursor is `c<number>`. */
export function feedFrame(number: number, event: object = feedEvent(number)): string {
  return `id: c${number}\nevent: ${feedEvent(number).event_type}\ndata: ${JSON.stringify(event)}\n\n`;
}

export function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  response.flushHeaders();
}

/** A stand-in for the service's feed whose connections misbehave as the test says. */
export async function startFeedServer(serve: (connection: Connection) => void): Promise<FeedServer> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    connections += 1;
    const cursor = new URL(request.url ?? '', 'http://feed').searchParams.get('cursor') ?? 'c0';
    serve({ request, response, after: Number(cursor.slice(1)) });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
