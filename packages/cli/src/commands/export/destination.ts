import { open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import type { ListOrdersParams } from '@order-service/sdk';
import type { Io } from '../../terminal/io.js';
import { FileError, UsageError } from '../../errors.js';
import type { ExportFormat } from './format.js';

/** What an export was begun with. */
export interface ExportBegin {
  /** The service: cursors are its own. */
  readonly url: string;
  readonly format: ExportFormat;
  readonly filters: ListOrdersParams;
  /** The names of the columns; undefined for all. */
  readonly fields?: readonly string[] | undefined;
  /** Where to begin; undefined for the first order. */
  readonly cursor: string | undefined;
}

/** How far an export has got. */
export interface ExportPlace {
  /** Behind the last order that was written; undefined before the first, and after the last. */
  readonly cursor: string | undefined;
  readonly orders: number;
}

/** Where an export is written to. */
export interface Destination {
  readonly reached: ExportBegin & ExportPlace;
  /** Writes text, and records that the export has got there. */
  write(text: string, place: ExportPlace): Promise<void>;
  /** Records that nothing is left to write. */
  complete(): Promise<void>;
  howToGoOn(cursor: string | undefined): string[];
  close(): Promise<void>;
}

export function standardOutput(io: Io, begin: ExportBegin): Destination {
  return {
    reached: { ...begin, orders: 0 },
    write: (text) => io.out(text),
    complete: () => Promise.resolve(),
    howToGoOn: (cursor) =>
      cursor === undefined ? [] : [`The same command with --after ${cursor}   goes on from here`],
    close: () => Promise.resolve(),
  };
}

/** What is kept beside a file that is not complete. */
interface Kept extends ExportBegin, ExportPlace {
  /** The length of the file up to this place: what follows was written by a page that is not recorded. */
  readonly bytes: number;
}

/** A new file. Throws FileError for one that exists. */
export async function createFile(path: string, begin: ExportBegin): Promise<Destination> {
  const handle = await open(path, 'wx').catch((cause: unknown) => {
    throw new FileError(`The file ${path} cannot be created; an existing one is not replaced.`, {
      hints: [`orders export ${path} --resume   goes on with an export that was interrupted`],
      cause,
    });
  });
  return destinationIn(path, handle, { ...begin, orders: 0, bytes: 0 });
}

/** A file that an interrupted export has left. Throws FileError, or UsageError for the file of another service. */
export async function resumeFile(path: string, url: string): Promise<Destination> {
  const kept = await readKept(path);
  if (kept.url !== url) throw new UsageError(`The file ${path} was begun with ${kept.url}, not with ${url}.`);
  const handle = await open(path, 'r+').catch((cause: unknown) => {
    throw new FileError(`The file ${path} cannot be opened.`, { cause });
  });
  await handle.truncate(kept.bytes);
  return destinationIn(path, handle, kept);
}

function destinationIn(path: string, handle: FileHandle, reached: Kept): Destination {
  let { bytes } = reached;
  return {
    reached,
    write: async (text, place) => {
      for (let rest = Buffer.from(text); rest.length > 0;) {
        const { bytesWritten } = await handle.write(rest, 0, rest.length, bytes);
        bytes += bytesWritten;
        rest = rest.subarray(bytesWritten);
      }
      await handle.datasync();
      await keep(path, { ...reached, ...place, bytes });
    },
    complete: () => rm(keptPath(path), { force: true }),
    howToGoOn: () => [`orders export ${path} --resume   goes on from here`],
    close: () => handle.close(),
  };
}

const keptPath = (path: string): string => `${path}.resume`;

async function keep(path: string, kept: Kept): Promise<void> {
  const draft = `${keptPath(path)}.new`;
  await writeFile(draft, `${JSON.stringify(kept)}\n`, { flush: true });
  await rename(draft, keptPath(path));
}

async function readKept(path: string): Promise<Kept> {
  try {
    return JSON.parse(await readFile(keptPath(path), 'utf8')) as Kept;
  } catch (cause) {
    throw new FileError(`${keptPath(path)} cannot be read: ${path} is complete, or was not written by orders export.`, {
      cause,
    });
  }
}
