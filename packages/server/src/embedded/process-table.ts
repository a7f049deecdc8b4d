import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Fields of `/proc/<pid>/stat` after the command's closing parenthesis, counted from 0. */
const STATE_FIELD = 0;
const START_TIME_FIELD = 19;

/**
 * Names a living process beyond the reuse of its number: `<pid>.<when it started>`. Undefined when there is no such
 * process, or only its remains (a zombie).
 */
export async function processStamp(pid: number): Promise<string | undefined> {
  const startedAt = process.platform === 'linux' ? await startTicks(pid) : await startSeconds(pid);
  return startedAt === undefined ? undefined : `${pid}.${startedAt}`;
}

/** The command line of a living process, its arguments parted by blanks; empty when it cannot be told. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform !== 'linux') return processStatus(pid, 'command=');
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.replaceAll('\0', ' ').trim();
}

async function startTicks(pid: number): Promise<number | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return line === '' || fields[STATE_FIELD] === 'Z' ? undefined : Number(fields[START_TIME_FIELD]);
}

async function startSeconds(pid: number): Promise<number | undefined> {
  const startedAt = Date.parse(await processStatus(pid, 'lstart='));
  return Number.isNaN(startedAt) ? undefined : startedAt / 1000;
}

async function processStatus(pid: number, format: string): Promise<string> {
  const { stdout } = await run('ps', ['-ww', '-o', format, '-p', String(pid)], { env: { LC_ALL: 'C' } }).catch(() => ({
    stdout: '',
  }));
  return stdout.trim();
}
