import { readFileSync } from 'node:fs';
import { isCell, LANES } from '../domain/lane.js';

/** The cells, as a file names them for the commands that work on several. */
export interface Cells {
  /** The URL of each cell's database, by the number of the cell. */
  readonly databases: ReadonlyMap<number, string>;
  /** The database into which all cells are replicated. */
  readonly operators: string | undefined;
  /** Path of the file in which HAProxy finds the backend of each lane. */
  readonly map: string | undefined;
  /** Paths of the runtime sockets of all HAProxies. */
  readonly sockets: readonly string[];
}

/** The file cannot be used. The message says what is wrong with it, and quotes nothing of it. */
export class CellsFileError extends Error {
  override readonly name = 'CellsFileError';
}

/** @throws CellsFileError with everything that is wrong */
export function readCells(
  path: string,
  problemsOfUrl: (url: string) => readonly string[],
  readText: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Cells {
  let content: unknown;
  try {
    content = JSON.parse(readText(path));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    throw new CellsFileError(`The file of --cells cannot be read: ${why}`);
  }
  const problems: string[] = [];
  const { databases = {}, operators, map, sockets = [] } = (content ?? {}) as Readonly<Record<string, unknown>>;
  const urls = Object.entries(typeof databases === 'object' ? (databases as Record<string, unknown>) : {});
  if (urls.length === 0) problems.push('databases has no cell: name each as "0": "postgresql://…"');
  for (const [name, url] of [...urls, ...(operators === undefined ? [] : [['operators', operators] as const])]) {
    if (name !== 'operators' && !isCell(name))
      problems.push(`"${name}" is not the number of a cell, 0 to ${LANES - 1}`);
    if (typeof url !== 'string') problems.push(`${name} is not the URL of a database`);
    else problems.push(...problemsOfUrl(url).map((problem) => `the URL of ${name} ${problem}`));
  }
  if (map !== undefined && typeof map !== 'string') problems.push('map is not the path of a file');
  const paths = Array.isArray(sockets)
    ? (sockets as readonly unknown[]).filter((path) => typeof path === 'string')
    : [];
  if (!Array.isArray(sockets) || paths.length < sockets.length) problems.push('sockets is not a list of paths');
  if (problems.length > 0) throw new CellsFileError(`The file of --cells is wrong: ${problems.join('; ')}.`);
  return {
    databases: new Map(urls.map(([cell, url]) => [Number(cell), url as string])),
    operators: typeof operators === 'string' ? operators : undefined,
    map: typeof map === 'string' ? map : undefined,
    sockets: paths,
  };
}
