import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';

type Decode = (body: Buffer, options: ZlibOptions) => Promise<Buffer>;

const inflateWithHeader: Decode = promisify(inflate);
const inflateWithoutHeader: Decode = promisify(inflateRaw);

/** `deflate` is the zlib format (RFC 9110, section 8.4.1.2). Some servers leave out its header, whose low bits are 8. */
const decodeDeflate: Decode = (body, options) =>
  ((body[0] ?? 0) & 0x0f) === 8 ? inflateWithHeader(body, options) : inflateWithoutHeader(body, options);

const DECODERS = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', decodeDeflate],
  ['br', promisify(brotliDecompress)],
]);

/** A server may compress once, and a proxy once more. */
const MAX_CODINGS = 2;

/** The message for a body above the limit, before or after it was decoded. */
export function tooLarge(maxBytes: number): string {
  return `is larger than ${maxBytes / 2 ** 20} MB`;
}

/** Why a body cannot be decoded; the message completes "its answer …". */
export class ContentCodingError extends Error {
  override readonly name = 'ContentCodingError';
}

/**
 * Undoes the codings that a `Content-Encoding` lists. A proxy may compress although the request asked for `identity`.
 * @param maxBytes of the result, and of each step
 * @throws ContentCodingError for an unknown coding, for a body that is not in it, and for a result above `maxBytes`
 */
export async function decodeContent(body: Buffer, contentEncoding: string, maxBytes: number): Promise<Buffer> {
  const codings = contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS) throw new ContentCodingError(`is compressed more than ${MAX_CODINGS} times`);

  let decoded = body;
  for (const coding of codings.reverse()) {
    const decode = DECODERS.get(coding);
    if (!decode) throw new ContentCodingError('has an unknown content coding');
    try {
      decoded = await decode(decoded, { maxOutputLength: maxBytes });
    } catch (error) {
      const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      throw new ContentCodingError(isTooLarge ? tooLarge(maxBytes) : 'is not in its content coding', {
        cause: error,
      });
    }
  }
  return decoded;
}
