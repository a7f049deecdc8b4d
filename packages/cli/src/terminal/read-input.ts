import { readFile } from 'node:fs/promises';
import { FileError, InterruptedError, UsageError } from '../errors.js';
import { decodeText } from './decode-text.js';
import type { Io } from './io.js';

const MAX_BYTES = 256 * 1024 * 1024;

export interface InputDeps {
  readonly io: Pick<Io, 'stdin'>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Reads the text of a file, or of stdin if the path is `-`. Throws FileError, or UsageError if the content is not text. */
export async function readInput(from: InputDeps, path: string): Promise<string> {
  if (path === '-') return readStdin(from, MAX_BYTES);
  try {
    return decodeText(await readFile(path), `The file ${path}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileError(`The file ${path} cannot be read: ${reason}`, { cause: error });
  }
}

/** Reads all of stdin as text. Throws UsageError for more than `maxBytes`, InterruptedError on Ctrl-C. */
export async function readStdin({ io: { stdin }, signal }: InputDeps, maxBytes: number): Promise<string> {
  const stop = (): void => void stdin.destroy(new InterruptedError('Interrupted.'));
  signal.addEventListener('abort', stop, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    size += bytes.length;
    if (size > maxBytes) throw new UsageError(`The input on stdin is longer than ${maxBytes} bytes.`);
    chunks.push(bytes);
  }
  signal.removeEventListener('abort', stop);
  return decodeText(Buffer.concat(chunks), 'The text on stdin');
}
