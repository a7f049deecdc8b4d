import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../test/services/free-port.js';
import { startService, type Environment } from './contenders.js';
import { load } from './load/load.js';
import type { BenchOptions } from './options.js';
import type { Log } from './run-load.js';

const CONNECTIONS = 32;
const MAX_REQUESTS = 40_000;
const ROWS = 25;

interface CpuProfile {
  readonly nodes: readonly { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Profiles the service by case: writes a .cpuprofile for developer tools and prints the functions with the most time. */
export async function profileService(
  environment: Environment,
  { cases, seconds }: BenchOptions,
  folder: string,
  log: Log,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of cases) {
    const [port = 0] = await freePorts(1);
    const server = await startService(environment, port, {}, ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
    const requests = environment.workload.requests(name, MAX_REQUESTS);
    await load(requests, { url: server.url, connections: CONNECTIONS, seconds });
    await server.stop();
    await environment.database.query('TRUNCATE outbox');
    const written = (await readdir(folder)).find((file) => file.startsWith('CPU.'));
    if (written === undefined) throw new Error('Node has left no profile');
    const file = join(folder, `${name}.cpuprofile`);
    await rename(join(folder, written), file);
    log(`${name}: ${file}\n${hottest(JSON.parse(await readFile(file, 'utf8')) as CpuProfile)}`);
  }
}

/** The functions with the most self time, as a share of the non-idle time. */
function hottest({ nodes, samples, timeDeltas }: CpuProfile): string {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((id, index) => {
    const name = names.get(id) ?? '';
    if (!name.startsWith('(idle)')) times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  });
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, ROWS)
    .map(([name, time]) => `${((100 * time) / busy).toFixed(1).padStart(6)} %  ${name}`)
    .join('\n');
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const file = url.replace(/^.*\/(?=node_modules\/|packages\/)/, '');
  return `${functionName || '(anonymous)'} ${file}${url ? `:${lineNumber + 1}` : ''}`.trim();
}
