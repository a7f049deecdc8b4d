import { readFile } from 'node:fs/promises';
import { FileError, UsageError } from './errors.js';
import type { Io } from './io.js';

const MAX_BYTES = 256 * 1024 * 1024;

/** The text of a file, or of stdin where the path is `-`. Throws FileError, or UsageError beyond 256 MiB. */
export async function readInput(io: Io, path: string): Promise<string> {
  if (path === '-') return readStdin(io, MAX_BYTES);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileError(`The file ${path} cannot be read: ${reason}`, { cause: error });
  }
}

/** All that is piped into stdin, as text. Throws UsageError beyond so many bytes. */
export async function readStdin({ stdin }: Pick<Io, 'stdin'>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    size += bytes.length;
    if (size > maxBytes) throw new UsageError(`What is piped in is longer than ${maxBytes} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
