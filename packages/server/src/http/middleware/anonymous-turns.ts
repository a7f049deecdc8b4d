import type { Middleware } from 'koa';
import type { AuthenticatedState } from '../auth/authenticate.js';

/**
 * Middleware that answers at most one anonymous request in each turn of the event loop: health, metrics, documentation,
 * unknown paths, and requests whose token is missing or refused. Without it, clients that anyone may start would each take
 * their part of every turn, and an order, which takes several turns, would wait for all of them each time. A client sends its
 * next request after the answer, or has it wait on the same connection, so delaying answers bounds the requests, too.
 */
export function anonymousTurns(): Middleware {
  const waiting: (() => void)[] = [];

  function nextTurn(): void {
    setImmediate(() => {
      waiting.shift()?.();
      if (waiting.length > 0) nextTurn();
    });
  }

  return async (ctx, next) => {
    await next();
    if ((ctx.state as Partial<AuthenticatedState>).identity) return;
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) nextTurn();
    });
  };
}
