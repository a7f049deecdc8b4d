import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BrokerConfig } from '../config.js';
import type { LogLevel } from '../logger.js';
import { DevServiceError } from './dev-service-error.js';
import { processStamp } from './postgres/process-table.js';
import { startOrderService, type OrderService } from './start-order-service.js';

export interface DevServiceOptions {
  /** The project's folder: data, secret and the note for the command line are kept in its `.orders`. */
  readonly folder: string;
  /** 127.0.0.1 if absent. */
  readonly host: string | undefined;
  /** Taken if it is free, else another. */
  readonly port: number;
  readonly broker: BrokerConfig | undefined;
  readonly logLevel: LogLevel;
  /** Whether the orders go when the service stops, however it ends; if absent, the next start finds them again. */
  readonly temporary: boolean;
}

export interface DevService {
  readonly url: string;
  readonly catalogueUrl: string;
  /** The folder that holds everything; deleting it is a fresh start. */
  readonly dataFolder: string;
  stop(): Promise<void>;
}

/** What the `orders` command reads; its names are those of the file. */
interface Note {
  readonly url: string;
  readonly catalogue_url: string;
  readonly token: string;
  readonly pid: number;
  /** The process beyond the reuse of its number. */
  readonly process: string | undefined;
}

const TOKEN_LIFE_SECONDS = 30 * 24 * 60 * 60;
const SECRET_BYTES = 32;
const PRIVATE = { mode: 0o600 };
/** What is private in it is so itself; as root, the account that runs PostgreSQL has to get through to its data. */
const WALKABLE = 0o711;

/**
 * The service for a developer's machine: everything embedded, data kept in the project, and a note from which the
 * `orders` command in the same project learns the address and a token.
 * @throws DevServiceError when the folder cannot be used, or is in use; EmbeddedPostgresError
 */
export async function startDevService({ folder, ...options }: DevServiceOptions): Promise<DevService> {
  const dataFolder = resolve(folder, '.orders');
  const note = join(dataFolder, 'dev.json');
  const running = await readNote(note);
  if (running) throw DevServiceError.inUse(dataFolder, running);
  const secret = await openDataFolder(dataFolder);
  const service = await start(join(dataFolder, 'postgres'), secret, options);

  const catalogueUrl = service.catalogue?.url ?? '';
  try {
    await writePrivately(note, JSON.stringify(await noteOf(service, catalogueUrl)));
  } catch (error) {
    await service.stop();
    throw DevServiceError.notWritable(dataFolder, error as Error);
  }
  return {
    url: service.url,
    catalogueUrl,
    dataFolder,
    async stop() {
      await rm(note, { force: true });
      await service.stop();
    },
  };
}

async function start(
  dataDirectory: string,
  secret: string,
  { host, port, broker, logLevel, temporary }: Omit<DevServiceOptions, 'folder'>,
): Promise<OrderService> {
  return await startOrderService({
    secret,
    port,
    anyPortIfTaken: true,
    logLevel,
    ...(!temporary && { dataDirectory }),
    ...(host !== undefined && { host }),
    ...(broker && { broker }),
  });
}

async function noteOf(service: OrderService, catalogueUrl: string): Promise<Note> {
  const developer = { userId: 1, email: 'dev@example.com', role: 'operator', expiresInSeconds: TOKEN_LIFE_SECONDS };
  return {
    url: service.url,
    catalogue_url: catalogueUrl,
    token: service.token(developer),
    pid: process.pid,
    process: await processStamp(process.pid),
  };
}

/** Makes the folder where there is none. Returns its secret: always the same, so that a token lasts as the data does. */
async function openDataFolder(dataFolder: string): Promise<string> {
  try {
    await mkdir(dataFolder, { recursive: true, mode: WALKABLE });
    await writeFile(join(dataFolder, '.gitignore'), '*\n'); // a secret and a database are not for a repository
    const path = join(dataFolder, 'secret');
    const kept = await readIfThere(path);
    if (kept !== undefined) return kept;
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    await writePrivately(path, secret);
    return secret;
  } catch (error) {
    throw DevServiceError.notWritable(dataFolder, error as Error);
  }
}

/** Undefined where there is no note, or only that of a process that was killed. */
async function readNote(path: string): Promise<Note | undefined> {
  try {
    const note = JSON.parse(await readFile(path, 'utf8')) as Note;
    return (await processStamp(note.pid)) === note.process ? note : undefined;
  } catch {
    return undefined; // what is no note stands for nothing that runs
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written aside and renamed, so that nobody reads half of it, and whoever could read an older file no longer can. */
async function writePrivately(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await rm(aside, { force: true });
  await writeFile(aside, text, PRIVATE);
  await rename(aside, path);
}
