import { readFile, rename, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { LaneRange } from '../domain/lane.js';

/** What sends requests to the cells. */
export interface Balancer {
  /** The cell to which each lane is sent; lanes that the map does not name are left out. */
  routes(): Promise<ReadonlyMap<number, number>>;
  /** Sends `lanes` to `cell`, now and after a restart of the balancer. Idempotent. */
  route(lanes: LaneRange, cell: number): Promise<void>;
}

const COMMAND_TIMEOUT_MS = 5_000;

/** The name of a cell's backend in HAProxy. */
const backendOf = (cell: number): string => `cell_${cell}`;
const ENTRY = /^\s*(\d+)\s+cell_(\d+)\s*$/;

/**
 * HAProxies that share a map file. The file is changed first: whoever starts or reloads meanwhile reads the new entry. Then
 * each running process is told on its runtime socket.
 */
export function createBalancer(map: string, sockets: readonly string[]): Balancer {
  return {
    async routes() {
      const entries = (await readFile(map, 'utf8')).split('\n').flatMap((line) => ENTRY.exec(line) ?? []);
      const routes = new Map<number, number>();
      for (let at = 0; at < entries.length; at += 3) routes.set(Number(entries[at + 1]), Number(entries[at + 2]));
      return routes;
    },

    async route(lanes, cell) {
      await rewrite(map, lanes, backendOf(cell));
      await Promise.all(sockets.map((socket) => tell(socket, { map, lanes, backend: backendOf(cell) })));
    },
  };
}

/** Replaces the file by one with the new entries, at once. */
async function rewrite(map: string, { first, last }: LaneRange, backend: string): Promise<void> {
  const lines = (await readFile(map, 'utf8')).split('\n').filter((line) => {
    const lane = Number(ENTRY.exec(line)?.[1] ?? -1);
    return lane < first || lane > last;
  });
  while (lines.at(-1) === '') lines.pop();
  for (let lane = first; lane <= last; lane += 1) lines.push(`${lane} ${backend}`);
  const next = `${map}.next`;
  await writeFile(next, `${lines.join('\n')}\n`);
  await rename(next, map);
}

interface Change {
  readonly map: string;
  readonly lanes: LaneRange;
  readonly backend: string;
}

/** @throws Error when HAProxy does not answer, or does not know the map */
async function tell(socket: string, { map, lanes: { first, last }, backend }: Change): Promise<void> {
  for (let lane = first; lane <= last; lane += 1) {
    const answer = await command(socket, `set map ${map} ${lane} ${backend}`);
    if (answer === '') continue;
    const added = answer.startsWith('entry not found')
      ? await command(socket, `add map ${map} ${lane} ${backend}`)
      : answer;
    if (added !== '') throw new Error(`HAProxy at ${socket} does not change its map ${map}: ${added}`);
  }
}

async function command(path: string, text: string): Promise<string> {
  const socket = connect({ path }).setEncoding('utf8').setTimeout(COMMAND_TIMEOUT_MS);
  socket.once('timeout', () => socket.destroy(new Error(`HAProxy at ${path} does not answer`)));
  socket.end(`${text}\n`);
  let answer = '';
  for await (const part of socket) answer += String(part);
  return answer.trim();
}
