import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BrokerConfig } from '../config.js';
import type { LogLevel } from '../logger.js';
import { startOrderService, type OrderService } from './start-order-service.js';

export interface DevServiceOptions {
  /** The project's folder: data, secret and the note for the command line are kept in its `.orders`. */
  readonly folder: string;
  /** Taken if it is free, else another. */
  readonly port: number;
  readonly broker: BrokerConfig | undefined;
  readonly logLevel: LogLevel;
}

export interface DevService {
  readonly url: string;
  readonly catalogueUrl: string;
  /** The folder that holds everything; deleting it is a fresh start. */
  readonly dataFolder: string;
  stop(): Promise<void>;
}

const TOKEN_LIFE_SECONDS = 30 * 24 * 60 * 60;
const PRIVATE = { mode: 0o600 };

/**
 * The service for a developer's machine: everything embedded, data kept in the project, and a note from which the
 * `orders` command in the same project learns the address and a token.
 */
export async function startDevService({ folder, port, broker, logLevel }: DevServiceOptions): Promise<DevService> {
  const dataFolder = resolve(folder, '.orders');
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const service = await startOnFreePort(port, {
    dataDirectory: join(dataFolder, 'postgres'),
    secret: await keptSecret(join(dataFolder, 'secret')),
    logLevel,
    ...(broker && { broker }),
  });

  const note = join(dataFolder, 'dev.json');
  const catalogueUrl = service.catalogue?.url ?? '';
  await writeNote(note, {
    url: service.url,
    catalogue_url: catalogueUrl,
    token: service.token({
      userId: 1,
      email: 'dev@example.com',
      role: 'operator',
      expiresInSeconds: TOKEN_LIFE_SECONDS,
    }),
    pid: process.pid,
  });
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

async function startOnFreePort(port: number, options: Parameters<typeof startOrderService>[0]): Promise<OrderService> {
  try {
    return await startOrderService({ ...options, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return await startOrderService({ ...options, port: 0 });
  }
}

/** The same secret at every start, so that a token stays good while the data does. */
async function keptSecret(path: string): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  try {
    await writeFile(path, secret, { ...PRIVATE, flag: 'wx' });
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return await readFile(path, 'utf8');
  }
}

/** Written aside and renamed, so that nobody reads half of it. */
async function writeNote(path: string, note: unknown): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, JSON.stringify(note), PRIVATE);
  await rename(aside, path);
}
