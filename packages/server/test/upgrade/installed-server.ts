import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { eventually } from '../../../../test/services/eventually.js';
import type { ProcessGuard } from '../../../../test/services/process-guard.js';
import type { Installation } from './packages.js';

export interface ServerOptions {
  readonly installation: Installation;
  readonly variables: Readonly<Record<string, string>>;
  readonly log: string;
  readonly guard: ProcessGuard;
}

/** A process of an installed server. */
export interface InstalledServer {
  readonly url: string;
  readonly port: number;
  readonly log: string;
  /** How often it exited although nothing had ended it. */
  readonly unexpectedExits: number;
  /** Stops it in an orderly way. */
  stop(): Promise<void>;
}

/** Starts `order-service serve`; resolves when it is ready. */
export async function startInstalled({ installation, variables, log, guard }: ServerOptions): Promise<InstalledServer> {
  const file = await open(log, 'a');
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [installation.program, 'serve'], {
      cwd: installation.folder,
      env: { PATH: process.env.PATH, ...variables },
      stdio: ['ignore', file.fd, file.fd],
      detached: true, // Ctrl-C in the terminal must reach only the rehearsal
    });
    await once(child, 'spawn');
  } finally {
    await file.close();
  }
  const pid = child.pid ?? 0;
  guard.watch(pid);
  let isStopping = false;
  let unexpectedExits = 0;
  const exited = once(child, 'exit').then(() => {
    guard.release(pid);
    if (!isStopping) unexpectedExits += 1;
  });
  const url = await urlIn(log, () => unexpectedExits > 0);
  await eventually(
    'the server is ready',
    async () => {
      const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
      await answer?.body?.cancel();
      return answer?.status === 200;
    },
    60_000,
  );
  return {
    url,
    port: Number(new URL(url).port),
    log,
    get unexpectedExits() {
      return unexpectedExits;
    },
    async stop() {
      isStopping = true;
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function urlIn(log: string, hasEnded: () => boolean): Promise<string> {
  let url: string | undefined;
  await eventually(
    'the server listens',
    () => {
      const text = readFileSync(log, 'utf8');
      if (hasEnded()) throw new Error(`the server ended:\n${text.slice(-2_000)}`);
      return (url = /"url":"([^"]+)"/.exec(text)?.[1]) !== undefined;
    },
    60_000,
  );
  return url ?? '';
}

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs `order-service migrate`. */
export async function migrateBy(
  { program, folder }: Installation,
  databaseUrl: string,
  ...options: readonly string[]
): Promise<CommandResult> {
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl };
  const running = promisify(execFile)(process.execPath, [program, 'migrate', ...options], { cwd: folder, env });
  const { stdout, stderr } = await running.catch((error: unknown) => error as { stdout: string; stderr: string });
  return { exitCode: running.child.exitCode ?? 1, output: stdout + stderr };
}
