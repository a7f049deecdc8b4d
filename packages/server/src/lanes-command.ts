import type { LaneOptions } from './command-line.js';
import { startTogether, type StartedParts } from './concurrency/started-parts.js';
import { connect, type Database } from './db/connection.js';
import { createDatabaseHealth } from './db/database-health.js';
import { parseDatabaseUrl } from './db/database-url.js';
import { foreignLanes, readCell } from './db/lanes/lane-holding.js';
import { movesUnderWay } from './db/lanes/move-records.js';
import { LaneMoveError } from './db/lanes/lane-sql.js';
import { copyState, operatorsSubscription, publishForOperators, subscribeOperators } from './db/lanes/replication.js';
import { createBalancer } from './lanes/balancer.js';
import { readCells, type Cells } from './lanes/cells-file.js';
import { laneLines } from './lanes/list-lanes.js';
import { moveLanes } from './lanes/move-lanes.js';
import type { MovingCell, Step } from './lanes/moving.js';
import { revertMove } from './lanes/revert-move.js';

/** Lanes are copied and compared by reading whole tables. */
const STATEMENT_TIMEOUT_MS = 4 * 3_600_000;
/** Column lists and row filters of publications; `origin` of subscriptions. */
const MIN_MOVE_VERSION = 150_000;
const MIN_OPERATORS_VERSION = 160_000;

export interface LanesOutput {
  readonly write: (text: string) => void;
  readonly report: (text: string) => void;
  /** Called after each step of a move; a test interrupts it there. */
  readonly onStep?: (step: Step) => Promise<void> | void;
}

/** @throws CellsFileError, LaneMoveError, or the error of a database */
export async function lanesCommand(options: LaneOptions, output: LanesOutput): Promise<void> {
  const cells = readCells(options.cells, (url) => parseDatabaseUrl(url).problems);
  await startTogether(async (parts) => {
    if (options.action === 'list') await list(parts, cells, output);
    else if (options.action === 'move') await move(parts, cells, { options, output });
    else await replicate(parts, cells, output);
    await parts.stop();
  });
}

async function list(parts: StartedParts, cells: Cells, { write }: LanesOutput): Promise<void> {
  const databases = [...cells.databases].map(([cell, url]) => [cell, open(parts, url)] as const);
  const foreign = new Map(
    await Promise.all(
      databases.map(async ([cell, database]) => [cell, new Set((await foreignLanes(database)).keys())] as const),
    ),
  );
  const moves = (await Promise.all(databases.map(([, database]) => movesUnderWay(database)))).flat();
  const own = moves.filter((one, index) => moves.findIndex((other) => isSame(one, other)) === index);
  const routes = cells.map === undefined ? undefined : await createBalancer(cells.map, cells.sockets).routes();
  write(laneLines({ foreign, routes, moves: own }));
}

function isSame(one: { readonly first: number; readonly from: number }, other: typeof one): boolean {
  return one.first === other.first && one.from === other.from;
}

interface MoveRequest {
  readonly options: Extract<LaneOptions, { readonly action: 'move' }>;
  readonly output: LanesOutput;
}

async function move(parts: StartedParts, cells: Cells, { options, output }: MoveRequest): Promise<void> {
  const { lanes, from, to, revert } = options;
  if (cells.map === undefined)
    throw new LaneMoveError('The file of --cells has no "map": name the map file of HAProxy.');
  const [source, target] = await Promise.all([from, to].map((cell) => openCell(parts, cells, cell)));
  if (!source || !target) throw new LaneMoveError('Both cells have to be in the file of --cells.');
  if (source.facts.walLevel !== 'logical')
    throw new LaneMoveError(
      `The wal_level of cell ${from} is ${source.facts.walLevel}. Set it to logical, and restart it.`,
    );
  if (source.facts.schema !== target.facts.schema)
    throw new LaneMoveError(`The schemas of the cells differ: ${source.facts.schema} and ${target.facts.schema}.`);
  const moving = {
    move: { ...lanes, from, to },
    source,
    target,
    operators: cells.operators === undefined ? undefined : open(parts, cells.operators),
    balancer: createBalancer(cells.map, cells.sockets),
    report: output.report,
    onStep: output.onStep ?? (() => undefined),
  };
  if (revert) {
    await revertMove(moving);
    return;
  }
  const { orders } = await moveLanes(moving);
  output.write(`Cell ${to} holds them, with ${orders} orders.\n`);
}

/** @throws LaneMoveError when the database is not this cell, or is too old */
async function openCell(parts: StartedParts, { databases }: Cells, cell: number): Promise<MovingCell> {
  const url = databases.get(cell);
  if (url === undefined) throw new LaneMoveError(`The file of --cells does not have cell ${cell}.`);
  const database = open(parts, url);
  const { migrations, problems } = await createDatabaseHealth(database).database();
  if (migrations !== 'current') throw new LaneMoveError(`Cell ${cell} cannot be used. ${problems.join(' ')}`);
  const facts = await readCell(database);
  if (facts.cell !== cell)
    throw new LaneMoveError(`The database that is named for cell ${cell} is cell ${facts.cell}.`);
  if (facts.serverVersion < MIN_MOVE_VERSION)
    throw new LaneMoveError(`PostgreSQL of cell ${cell} is too old to move lanes. They need 15 or newer.`);
  return { database, url, facts };
}

/** Copies every cell into the database of operators. Repeated after a migration, so that new columns are sent. */
async function replicate(parts: StartedParts, cells: Cells, { write }: LanesOutput): Promise<void> {
  if (cells.operators === undefined)
    throw new LaneMoveError('The file of --cells has no "operators": name the database of operators.');
  const operators = open(parts, cells.operators);
  const { serverVersion } = await readCell(operators);
  if (serverVersion < MIN_OPERATORS_VERSION)
    throw new LaneMoveError("PostgreSQL of the operators' database is too old. It needs 16 or newer.");
  for (const cell of cells.databases.keys()) {
    const { database, url } = await openCell(parts, cells, cell);
    await publishForOperators(database);
    await subscribeOperators(operators, database, { cell, sourceUrl: url });
    const { enabled, copying } = await copyState(operators, operatorsSubscription(cell));
    const state = copying.length > 0 ? `copying ${copying.join(', ')}` : 'following';
    write(`cell ${cell}: ${enabled ? state : "stopped, see the log of the operators' PostgreSQL"}\n`);
  }
}

function open(parts: StartedParts, url: string): Database {
  const database = connect({
    url,
    maxConnections: 3,
    acquireTimeoutMs: 15_000,
    applicationName: 'order-service lanes',
    planCacheMode: 'auto',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  parts.onStop(() => database.close());
  return database;
}
