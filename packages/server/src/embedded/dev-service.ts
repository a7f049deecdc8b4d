import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BrokerConfig } from '../config/broker.js';
import type { LogLevel } from '../logger.js';
import { DevServiceError } from './dev-service-error.js';
import { processStamp } from './postgres/process-table.js';
import { startOrderService, type OrderService } from './start-order-service.js';

export interface DevServiceOptions {
  /** The project's folder. Its `.orders` holds the data, the secret and the file for the `orders` command. */
  readonly folder: string;
  /** 127.0.0.1 if absent. */
  readonly host: string | undefined;
  /** Another free one is used when it is taken. */
  readonly port: number;
  readonly broker: BrokerConfig | undefined;
  readonly logLevel: LogLevel;
  /** Whether the data is deleted when the service ends, also when it is killed. Otherwise the next start uses it. */
  readonly temporary: boolean;
}

export interface DevService {
  readonly url: string;
  readonly catalogueUrl: string;
  /** Holds everything that is kept. Deleting it starts over. */
  readonly dataFolder: string;
  stop(): Promise<void>;
}

/** `.orders/dev.json`, from which the `orders` command learns the address and a token. */
interface InstanceFile {
  readonly url: string;
  readonly catalogue_url: string;
  readonly token: string;
  readonly pid: number;
  /** Identifies the process even after its pid is reused. */
  readonly process: string | undefined;
}

const TOKEN_LIFE_SECONDS = 30 * 24 * 60 * 60;
const SECRET_BYTES = 32;
const PRIVATE_FILE = { mode: 0o600 };
/** Other accounts may traverse the folder: started by root, PostgreSQL runs as another user. Private files are protected themselves. */
const TRAVERSABLE_FOLDER = { recursive: true, mode: 0o711 };

/**
 * Starts the service for a developer's machine: everything in this process, with its data in the project, so that the
 * `orders` command in the same project needs no configuration.
 * @throws DevServiceError when the folder cannot be used, or is in use; EmbeddedPostgresError
 */
export async function startDevService({ folder, ...options }: DevServiceOptions): Promise<DevService> {
  const dataFolder = resolve(folder, '.orders');
  const instanceFile = join(dataFolder, 'dev.json');
  const running = await readRunningInstance(instanceFile);
  if (running) throw DevServiceError.inUse(dataFolder, running);
  const secret = await openDataFolder(dataFolder);
  const service = await start(join(dataFolder, 'postgres'), secret, options);

  const catalogueUrl = service.catalogue?.url ?? '';
  try {
    await writePrivateFile(instanceFile, JSON.stringify(await describeInstance(service, catalogueUrl)));
  } catch (error) {
    await service.stop();
    throw DevServiceError.notWritable(dataFolder, error as Error);
  }
  return {
    url: service.url,
    catalogueUrl,
    dataFolder,
    async stop() {
      await rm(instanceFile, { force: true });
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

async function describeInstance(service: OrderService, catalogueUrl: string): Promise<InstanceFile> {
  const developer = { userId: 1, email: 'dev@example.com', role: 'operator', expiresInSeconds: TOKEN_LIFE_SECONDS };
  return {
    url: service.url,
    catalogue_url: catalogueUrl,
    token: service.token(developer),
    pid: process.pid,
    process: await processStamp(process.pid),
  };
}

/** Creates the folder if absent. Returns its secret, which is kept, so that tokens stay valid for as long as the data. */
async function openDataFolder(dataFolder: string): Promise<string> {
  try {
    await mkdir(dataFolder, TRAVERSABLE_FOLDER);
    await writeFile(join(dataFolder, '.gitignore'), '*\n'); // the secret and the data must not be committed
    const path = join(dataFolder, 'secret');
    const kept = await readIfPresent(path);
    if (kept !== undefined) return kept;
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    await writePrivateFile(path, secret);
    return secret;
  } catch (error) {
    throw DevServiceError.notWritable(dataFolder, error as Error);
  }
}

/** Undefined when there is no file, or the process that wrote it has ended. */
async function readRunningInstance(path: string): Promise<InstanceFile | undefined> {
  try {
    const instance = JSON.parse(await readFile(path, 'utf8')) as InstanceFile;
    return (await processStamp(instance.pid)) === instance.process ? instance : undefined;
  } catch {
    return undefined; // absent, or damaged
  }
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces the file: a reader sees either the old or the new one, and older, wider permissions do not stay. */
async function writePrivateFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  await rm(temporary, { force: true });
  await writeFile(temporary, text, PRIVATE_FILE);
  await rename(temporary, path);
}
