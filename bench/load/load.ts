import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LoadRequest } from '../workload.js';

const run = promisify(execFile);

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second over all connections; as many as are answered where absent. */
  readonly rate?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  /** Error responses, and requests without a response. */
  readonly failed: number;
  /** Of these, the responses with 503; of autocannon alone. */
  readonly refused?: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of autocannon alone. */
  readonly p999Ms?: number;
}

const LUA = fileURLToPath(new URL('replay.lua', import.meta.url));
const PACED = fileURLToPath(new URL('paced.ts', import.meta.url));

/** The load generator for unlimited rates: wrk needs a tenth of autocannon's processor time. */
export const GENERATOR = isInstalled('wrk') ? 'wrk' : 'autocannon';

export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** Sends `requests` cyclically. Fixed rates use autocannon, because wrk does not support them. */
export async function load(requests: readonly LoadRequest[], options: LoadOptions): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'orders-bench-'));
  try {
    const file = join(folder, 'requests');
    return options.rate === undefined && GENERATOR === 'wrk'
      ? await withWrk(requests, options, file)
      : await withAutocannon(requests, options, file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function withWrk(requests: readonly LoadRequest[], options: LoadOptions, file: string): Promise<LoadResult> {
  const { host } = new URL(options.url);
  await writeFile(file, requests.map((request) => asText(request, host)).join('\0'));
  const { stdout } = await run(
    'wrk',
    ['-t1', `-c${options.connections}`, `-d${options.seconds}s`, '--timeout', '10s', '-s', LUA, options.url],
    { env: { ...process.env, BENCH_REQUESTS: file } },
  );
  const said = JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as Record<string, number>;
  const { requests: count = 0, durationUs = 1, failed = 0, p50Us = 0, p99Us = 0 } = said;
  return { requests: count, perSecond: (count / durationUs) * 1e6, failed, p50Ms: p50Us / 1000, p99Ms: p99Us / 1000 };
}

async function withAutocannon(
  requests: readonly LoadRequest[],
  options: LoadOptions,
  file: string,
): Promise<LoadResult> {
  await writeFile(file, JSON.stringify(requests));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', PACED, JSON.stringify({ ...options, file })]);
  return JSON.parse(stdout) as LoadResult;
}

/** A request in HTTP/1.1 syntax (RFC 9112). */
function asText({ method, path, token, body }: LoadRequest, host: string): string {
  const head = [`${method} ${path} HTTP/1.1`, `Host: ${host}`];
  if (token !== undefined) head.push(`Authorization: Bearer ${token}`);
  if (body !== undefined) {
    head.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
  }
  return `${head.join('\r\n')}\r\n\r\n${body ?? ''}`;
}
