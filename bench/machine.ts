import { execFile } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Describes the machine in one line, with its load average: figures of a loaded machine are less reliable. */
export function describeMachine(): string {
  const [{ model } = { model: 'an unknown processor' }] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const load = loadavg().map((value) => value.toFixed(1));
  return `${cpus().length} × ${model.trim()}, ${memory}, ${type()} ${release()}, Node ${process.version}, load ${load.join(' ')}`;
}

export async function describeCommit(): Promise<string> {
  return await run('git', ['rev-parse', '--short', 'HEAD']).then(
    ({ stdout }) => stdout.trim(),
    () => 'unknown',
  );
}
