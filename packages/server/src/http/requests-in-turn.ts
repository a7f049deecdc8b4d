import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Serves the requests of one connection one after the other: a pipelined request waits until the answer before it is
 * finished. A connection then costs one answer at a time however many requests are sent on it, and one live stream.
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
    const queue = waiting.get(request.socket);
    if (queue) {
      queue.push(() => serve(request, response, queue));
      return;
    }
    const created: (() => void)[] = [];
    waiting.set(request.socket, created);
    serve(request, response, created);
  };
}
