import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that wait on one connection. Clients that pipeline have a few tens of them under way. */
export const MAX_WAITING = 256;

/**
 * Serves the requests of one connection one after the other: a pipelined request waits until the answer before it is
 * finished. A connection then costs one answer at a time however many requests are sent on it, and one live stream. A
 * connection with more than `MAX_WAITING` requests is closed: its client sends without reading, and each request takes memory.
 */
export function inTurn(handler: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, (() => void)[]>();

  function serve(request: IncomingMessage, response: ServerResponse, queue: (() => void)[]): void {
    const { socket } = request;
    // Emitted when the answer was sent, and when the connection was closed before.
    response.once('close', () => {
      const next = socket.destroyed ? undefined : queue.shift();
      if (next) next();
      else waiting.delete(socket);
    });
    handler(request, response);
  }

  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return; // received with what was too much
    const queue = waiting.get(socket);
    if (!queue) {
      const created: (() => void)[] = [];
      waiting.set(socket, created);
      serve(request, response, created);
    } else if (queue.length < MAX_WAITING) queue.push(() => serve(request, response, queue));
    else socket.destroy();
  };
}
