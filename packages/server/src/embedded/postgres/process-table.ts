import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Fields of `/proc/<pid>/stat` after the closing parenthesis of the command, counted from 0 (proc(5)). */
const STATE_FIELD = 0;
const START_TIME_FIELD = 19;

/**
 * Identifies a living process even after its pid is reused: `<pid>.<start time>`. Undefined when there is no such process,
 * or only a zombie.
 */
export async function processStamp(pid: number): Promise<string | undefined> {
  const startedAt = process.platform === 'linux' ? await startTicks(pid) : await startSeconds(pid);
  return startedAt === undefined ? undefined : `${pid}.${startedAt}`;
}

/** The command line of a living process, its arguments separated by spaces; empty when it cannot be read. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform !== 'linux') return readProcess(pid, 'command=');
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.replaceAll('\0', ' ').trim();
}

async function startTicks(pid: number): Promise<number | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return line === '' || fields[STATE_FIELD] === 'Z' ? undefined : Number(fields[START_TIME_FIELD]);
}

async function startSeconds(pid: number): Promise<number | undefined> {
  const startedAt = Date.parse(await readProcess(pid, 'lstart='));
  return Number.isNaN(startedAt) ? undefined : startedAt / 1000;
}

/** One column of ps(1); empty when there is no such process. */
async function readProcess(pid: number, column: string): Promise<string> {
  const options = { env: { LC_ALL: 'C' } };
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', column, '-p', String(pid)], options).catch(() => ({
    stdout: '',
  }));
  return stdout.trim();
}
