import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that wait on one connection. Clients that pipeline have a few tens of them under way. */
export const MAX_WAITING = 256;

interface Connection {
  isServing: boolean;
  /** What serves the requests that were received meanwhile. */
  readonly waiting: (() => void)[];
}

/**
 * Serves the requests of one connection one after the other: a pipelined request waits until the answer before it is
 * finished. A connection then costs one answer at a time however many requests are sent on it, and one live stream. A
 * connection with more than `MAX_WAITING` requests is closed: its client sends without reading, and each request takes memory.
 */
export function inTurn(handler: RequestListener): RequestListener {
  const connections = new WeakMap<Socket, Connection>();

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known) return known;
    const connection: Connection = { isServing: false, waiting: [] };
    connections.set(socket, connection);
    return connection;
  }

  function serve(request: IncomingMessage, response: ServerResponse, connection: Connection): void {
    connection.isServing = true;
    // Emitted once, when the answer was sent, and when the connection was closed before.
    response.on('close', () => {
      connection.isServing = false;
      if (!request.socket.destroyed) connection.waiting.shift()?.();
    });
    handler(request, response);
  }

  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return; // received with what was too much
    const connection = connectionOf(socket);
    const { isServing, waiting } = connection;
    if (!isServing) serve(request, response, connection);
    else if (waiting.length < MAX_WAITING) waiting.push(() => serve(request, response, connection));
    else socket.destroy();
  };
}
