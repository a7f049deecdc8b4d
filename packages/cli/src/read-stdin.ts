import { UsageError } from './errors.js';
import type { Io } from './io.js';

const MAX_BYTES = 64 * 1024;

/** All that is piped into stdin, as text. Throws UsageError beyond 64 KiB, or when the signal ends the waiting. */
export async function readStdin({ stdin }: Io): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    size += bytes.length;
    if (size > MAX_BYTES) throw new UsageError('What is piped in is too long for a token.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
