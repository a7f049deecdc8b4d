import { Deadline, interruptible, Interruption } from '../http/deadline.js';
import { AbortedError, ConnectionError, TimeoutError } from '../errors.js';

/**
 * A stream's text in the pieces in which it arrives. Cancels the stream when the reader stops.
 *
 * @throws {TimeoutError} when nothing came for `idleTimeoutMs`, not even a comment
 * @throws {ConnectionError} when the connection was cut
 * @throws {AbortedError} when the signal ended
 */
export async function* readPieces(
  body: ReadableStream<Uint8Array>,
  idleTimeoutMs: number,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await readWithin(reader, idleTimeoutMs, signal);
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function readWithin(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  idleTimeoutMs: number,
  signal: AbortSignal | undefined,
) {
  const deadline = new Deadline(idleTimeoutMs, signal);
  try {
    return await interruptible(reader.read(), deadline.signal);
  } catch (cause) {
    if (!(cause instanceof Interruption)) throw new ConnectionError('The stream was cut.', {}, { cause });
    if (cause.kind === 'aborted') throw new AbortedError('The stream was aborted.', {}, { cause: cause.cause });
    throw new TimeoutError(`The stream was silent for ${idleTimeoutMs} ms.`, idleTimeoutMs);
  } finally {
    deadline.dispose();
  }
}
