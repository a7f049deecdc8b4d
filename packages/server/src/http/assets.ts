import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'koa';

const compress = promisify(gzip);

/** A document that is the same for everyone, kept in memory as it is sent. */
export interface Asset {
  readonly type: string;
  readonly cacheControl: string | undefined;
  /** The document, and compressed; read and compressed once, at the first request. */
  readonly forms: () => Promise<{ readonly plain: Form; readonly gzip: Form }>;
}

interface Form {
  readonly body: Buffer;
  /** Strong entity tags differ between forms (RFC 9110, section 8.8.3). */
  readonly entityTag: string;
}

/** `cacheControl` if absent: clients ask each time whether their copy is current. */
export function createAsset(read: () => Buffer | Promise<Buffer>, type: string, cacheControl?: string): Asset {
  async function makeForms() {
    const plain = await read();
    const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
    return {
      plain: { body: plain, entityTag: `"${tag}"` },
      gzip: { body: await compress(plain, { level: 9 }), entityTag: `"${tag}-gzip"` },
    };
  }
  let forms: ReturnType<typeof makeForms> | undefined;
  return { type, cacheControl, forms: () => (forms ??= makeForms()) };
}

/** Sends the asset in the form that the client accepts, or 304 when the client has it. */
export async function sendAsset(ctx: Context, { type, cacheControl, forms }: Asset): Promise<void> {
  const { plain, gzip: compressed } = await forms();
  const isCompressed = ctx.acceptsEncodings('gzip', 'identity') === 'gzip';
  const { body, entityTag } = isCompressed ? compressed : plain;
  ctx.status = 200;
  ctx.vary('Accept-Encoding');
  ctx.set('ETag', entityTag);
  if (cacheControl !== undefined) ctx.set('Cache-Control', cacheControl);
  if (ctx.fresh) {
    ctx.status = 304;
    return;
  }
  ctx.type = type;
  if (isCompressed) ctx.set('Content-Encoding', 'gzip');
  ctx.body = body;
}
