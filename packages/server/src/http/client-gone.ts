import type { Context } from 'koa';

/** The client closed the connection before it was answered. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor() {
    super('The client went away before it was answered.');
  }
}

/** A signal that aborts when the client closes the connection before the whole answer was written to the network. */
export function clientGone({ req: { socket }, res }: Context): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    if (!res.writableFinished) controller.abort(new ClientGoneError());
  };
  if (res.closed || socket.readableEnded) abort();
  // `end` comes before `close`. Listening to it aborts this request before the same client's next one is served.
  socket.once('end', abort);
  res.once('close', () => {
    socket.off('end', abort);
    abort();
  });
  return controller.signal;
}
