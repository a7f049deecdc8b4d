import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { InProgress } from '../concurrency/in-progress.js';

interface Received {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Serves one request in each turn of the event loop while connections arrive, and all that are received otherwise. Node.js
 * accepts one connection a turn, and a busy server's turn serves tens of requests: without this, the last of a few thousand
 * clients that connect at once would wait for a quarter of a minute, while those that are connected are served again and again.
 */
export function connectionsFirst(server: Server, handler: RequestListener): RequestListener {
  const waiting = new InProgress<Received>();
  /** Whether a connection was accepted in this turn. */
  let isArriving = false;
  let isNextTurnPlanned = false;

  function planNextTurn(): void {
    if (isNextTurnPlanned) return;
    isNextTurnPlanned = true;
    setImmediate(takeTurn);
  }

  function takeTurn(): void {
    isNextTurnPlanned = false;
    const serveAll = !isArriving;
    isArriving = false;
    for (let next = waiting.takeOldest(); next; next = waiting.takeOldest()) {
      const { request, response } = next;
      if (request.socket.destroyed) continue;
      handler(request, response);
      if (!serveAll) break;
    }
    if (!serveAll) planNextTurn();
  }

  server.on('connection', () => {
    isArriving = true;
    planNextTurn();
  });
  return (request, response) => {
    if (isNextTurnPlanned) waiting.add({ request, response });
    else handler(request, response);
  };
}
