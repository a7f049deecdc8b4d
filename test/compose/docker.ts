import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const POLL_MS = 1_000;
const MAX_OUTPUT_BYTES = 64 << 20;

/** Runs a program in the repository's folder and returns what it printed. @throws if it fails, with its standard error */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const options = {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
  } as const;
  return execFileSync(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** What a program printed, or undefined where it does not exist or fails. */
export function outputOf(program: string, ...args: readonly string[]): string | undefined {
  try {
    return run(program, args);
  } catch {
    return undefined;
  }
}

/** The version of the engine that `docker` reaches, if any. */
export function findEngine(): string | undefined {
  return outputOf('docker', 'version', '--format', '{{.Server.Version}}');
}

/** The generations of compose that are installed: `docker compose` is version 2 or newer, `docker-compose` may be 1.29. */
export function findComposes(): [program: string, ...args: string[]][] {
  const generations: [program: string, ...args: string[]][] = [['docker', 'compose'], ['docker-compose']];
  return generations.filter(([program, ...args]) => outputOf(program, ...args, 'version', '--short'));
}

/** Polls until `condition` resolves to something truthy. @throws after `timeoutMs` */
export async function until<Result>(
  what: string,
  timeoutMs: number,
  condition: () => Promise<Result | undefined | false>,
): Promise<Result> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const result = await condition().catch(() => undefined);
    if (result) return result;
    if (performance.now() > deadlineMs) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}.`);
    await sleep(POLL_MS);
  }
}
