import type { Context } from 'koa';

/** Why a request was stopped: nobody is there to hear its answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor() {
    super('The client went away before it was answered.');
  }
}

/** A signal that aborts when the client goes away before the whole answer was handed to the network. */
export function clientGone({ req: { socket }, res }: Context): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    if (!res.writableFinished) controller.abort(new ClientGoneError());
  };
  if (res.closed || socket.readableEnded) abort();
  // The end of what the client sends is heard before the close of the connection, which Node makes of it: so early that
  // the client's next request finds this one given up.
  socket.once('end', abort);
  res.once('close', () => {
    socket.off('end', abort);
    abort();
  });
  return controller.signal;
}
