import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { LIMITS } from './limits.js';
import { isIdentity } from './media-type.js';
import { ClientGoneError } from '../client-gone.js';
import { BodyTooLargeError, MalformedJsonError, UnsupportedMediaTypeError } from '../problems/request-errors.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body of a request. */
export interface JsonBody {
  readonly text: string;
  /** What `text` stands for. */
  readonly value: unknown;
}

/**
 * Reads the body as JSON, if `isJson` accepts its `Content-Type`.
 * @throws UnsupportedMediaTypeError, BodyTooLargeError, or MalformedJsonError.
 */
export async function readJson(ctx: Context, isJson: (contentType: string) => boolean): Promise<JsonBody> {
  if (!isJson(ctx.get('Content-Type')) || !isIdentity(ctx.get('Content-Encoding'))) {
    throw new UnsupportedMediaTypeError('The body must be uncompressed JSON in UTF-8, sent as application/json.');
  }
  const bytes = await readBytes(ctx.req);
  try {
    const text = utf8.decode(bytes);
    return { text, value: JSON.parse(text) as unknown };
  } catch (error) {
    throw new MalformedJsonError(`The body is not JSON: ${(error as Error).message}.`, { cause: undefined });
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > LIMITS.bodyBytes) throw new BodyTooLargeError(LIMITS.bodyBytes);
  if (request.destroyed) throw new ClientGoneError(); // its events have been emitted already
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= LIMITS.bodyBytes) chunks.push(chunk);
      else reject(new BodyTooLargeError(LIMITS.bodyBytes)); // the rest is read and dropped, because a client reads the answer only then
    });
    const gone = () => reject(new ClientGoneError());
    request.once('error', gone);
    request.once('close', gone);
    request.once('end', () => {
      request.off('close', gone); // `close` follows every request, and creating an error is expensive
      resolve(Buffer.concat(chunks));
    });
  });
}
