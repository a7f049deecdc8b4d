import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { FileError } from '../../../errors.js';

export interface CommandOptions {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 60_000;

/** Runs a command by the shell. Returns what it prints. Throws FileError if it fails. */
export async function runCommand(command: string, { folder, environment, signal }: CommandOptions): Promise<string> {
  const child = spawn(command, {
    shell: true,
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
    signal,
  });
  try {
    const [output, [exitCode]] = await Promise.all([
      text(child.stdout),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    if (exitCode === 0) return output;
    throw new FileError(`The command failed with ${exitCode ?? 'a signal'}: ${command}`);
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(`The command cannot be run: ${command}`, { cause: error });
  }
}
