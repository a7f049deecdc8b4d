import type { Middleware } from 'koa';
import type { AnswersInFlight } from '../answers-in-flight.js';

/** A larger text is sent as bytes, so that its text, which may take twice as much memory, is not kept until it is sent. */
const MAX_TEXT_BYTES = 64 * 1024;

/**
 * Middleware that counts every answer among those in flight until it is sent. Buffers count nothing: they are kept in
 * memory for all clients, and only a text is made for one.
 */
export function boundedAnswers(answers: AnswersInFlight): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.respond === false) return; // a stream counts what it writes itself
    const body: unknown = ctx.body;
    const bytes = typeof body === 'string' ? Buffer.byteLength(body) : 0;
    if (typeof body === 'string' && bytes > MAX_TEXT_BYTES) ctx.body = Buffer.from(body);
    ctx.res.on('close', answers.hold(ctx.res, bytes)); // emitted once
  };
}
