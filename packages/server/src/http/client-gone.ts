import type { Context } from 'koa';

/** Why a request was stopped: nobody is there to hear its answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor() {
    super('The client went away before it was answered.');
  }
}

/** A signal that aborts when the client goes away before the whole answer was handed to the network. */
export function clientGone({ res }: Context): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    if (!res.writableFinished) controller.abort(new ClientGoneError());
  };
  if (res.closed) abort();
  else res.once('close', abort);
  return controller.signal;
}
