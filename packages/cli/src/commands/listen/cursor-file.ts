import { readFile, rename, writeFile } from 'node:fs/promises';
import { FileError, UsageError } from '../../errors.js';
import { parseCursor } from '../../parse/cursor.js';

/** The file that keeps how far the feed was delivered, for the next run. */
export interface CursorFile {
  /** Where the next run begins; undefined before the first. */
  readonly cursor: string | undefined;
  /** Keeps a cursor. Returns at once; of cursors that follow each other closely only the last is written. */
  keep(cursor: string): void;
  /** Writes what has not been written. Throws FileError, also for an earlier write. */
  flush(): Promise<void>;
}

/** Opens the file. Throws FileError, or UsageError for the file of another service. */
export async function openCursorFile(path: string, url: string): Promise<CursorFile> {
  const cursor = await readCursor(path, url);
  let waiting: string | undefined;
  let failure: unknown;
  let writing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting !== undefined) {
      const text = `${JSON.stringify({ url, cursor: waiting })}\n`;
      waiting = undefined;
      await writeFile(`${path}.new`, text);
      await rename(`${path}.new`, path);
    }
  }

  return {
    cursor,
    keep: (reached) => {
      waiting = reached;
      writing ??= writeAll()
        .catch((error: unknown) => (failure ??= error))
        .then(() => (writing = undefined));
    },
    flush: async () => {
      await writing;
      if (failure !== undefined) throw new FileError(`The cursor cannot be kept in ${path}.`, { cause: failure });
    },
  };
}

async function readCursor(path: string, url: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FileError(`The cursor file ${path} cannot be read.`, { cause });
  }
  const kept = parseKept(text);
  if (kept === undefined) throw new FileError(`${path} is not a file that orders listen has written.`);
  if (kept.url !== url) throw new UsageError(`${path} is of ${kept.url}, not of ${url}.`);
  return parseCursor(kept.cursor);
}

function parseKept(text: string): { readonly url: string; readonly cursor: string } | undefined {
  try {
    const { url, cursor } = JSON.parse(text) as { url?: unknown; cursor?: unknown };
    return typeof url === 'string' && typeof cursor === 'string' ? { url, cursor } : undefined;
  } catch {
    return undefined;
  }
}
