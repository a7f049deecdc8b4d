import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../../../test/services/eventually.js';
import { PROMISES, type Violation } from '../faults/checker/verdict.js';
import type { History } from '../faults/rig/history.js';
import type { Step } from '../../src/lanes/moving.js';
import { claims, inSeconds, signedToken } from '../support/signed-token.js';
import { createErasedPerson } from './erasure.js';
import { runLanes, type LanesResult } from './run-lanes.js';
import { cellIsReady, type Topology } from './topology.js';

/** The users of the load are 1000 to 1015: their lanes are 232 to 247. */
export const FIRST_USER = 1_000;
export const USERS = 16;
const LAST_USER = FIRST_USER + USERS - 1;
/** In cell 1 from the start, so that half of the users are there. */
export const LANES_OF_CELL_1 = '240-255';
/** The lane that is moved to and fro: that of user 1003. */
const MOVED_LANE = '235';

export interface Stage {
  readonly topology: Topology;
  readonly history: History;
  readonly violations: Violation[];
  /** How long lanes stood still, of each move that was not interrupted. */
  readonly standstillsMs: number[];
  readonly note: (text: string) => void;
  readonly moves: number;
}

export interface CellScenario {
  readonly name: string;
  readonly title: string;
  /** Letters of the promises that must hold. */
  readonly promises: string;
  readonly run: (stage: Stage) => Promise<void>;
}

const LOAD_MS = 500;

async function lanes({ topology, note }: Stage, run: Parameters<typeof runLanes>[0]): Promise<LanesResult> {
  const result = await runLanes({ ...run, args: [...run.args, '--cells', topology.cellsFile] });
  note(`lanes ${run.args.join(' ')}${run.killAt ? `, killed when ${run.killAt}` : ''}: ${result.output.trim()}`);
  return result;
}

const move = (from: number, to: number): string[] => [
  ...['move', '--lanes', MOVED_LANE],
  ...['--from', String(from), '--to', String(to)],
];

function expectSuccess({ violations }: Stage, { code, output }: LanesResult): void {
  if (code !== 0) violations.push({ promise: 'F', what: `a command ended with ${code}: ${output.trim()}` });
}

/** A lane is moved to the other cell and back. */
async function moveToAndFro(stage: Stage): Promise<void> {
  for (let number = 0; number < stage.moves; number += 1) {
    await delay(LOAD_MS);
    const result = await lanes(stage, { args: move(number % 2, 1 - (number % 2)) });
    expectSuccess(stage, result);
    if (result.standstillMs !== undefined) stage.standstillsMs.push(result.standstillMs);
  }
}

const STEPS: readonly Step[] = [
  ...(['published', 'subscribed', 'copied', 'verified', 'stopped', 'drained', 'received'] as const),
  ...(['switched', 'routed', 'unsubscribed', 'removed'] as const),
];
const BEFORE_SWITCH: ReadonlySet<Step> = new Set(STEPS.slice(0, STEPS.indexOf('switched')));

/** A move is killed after each of its steps and repeated, and before the switch also reverted. */
async function killAtEachStep(stage: Stage): Promise<void> {
  let from = 0;
  for (const killAt of STEPS) {
    if (BEFORE_SWITCH.has(killAt)) {
      await killed(stage, { from, killAt });
      expectSuccess(stage, await lanes(stage, { args: [...move(from, 1 - from), '--revert'] }));
      await delay(LOAD_MS);
    }
    await killed(stage, { from, killAt });
    expectSuccess(stage, await lanes(stage, { args: move(from, 1 - from) }));
    await delay(LOAD_MS);
    from = 1 - from;
  }
}

async function killed(stage: Stage, { from, killAt }: { readonly from: number; readonly killAt: Step }): Promise<void> {
  const { code, output } = await lanes(stage, { args: move(from, 1 - from), killAt });
  if (code !== null) stage.violations.push({ promise: 'F', what: `was not killed when ${killAt}: ${output.trim()}` });
}

/** In the moved lane, and not a user of the load. */
const ERASED_USER = 235;

/** A person whose lane moves is erased: not during the move, afterwards in both cells; and the lane waits for the erasure. */
async function eraseAroundMoves(stage: Stage): Promise<void> {
  const { topology, violations } = stage;
  const { url, operators, cells } = topology;
  const expectEqual = (what: string, actual: unknown, expected: unknown): void => {
    if (actual !== expected) violations.push({ promise: 'A', what: `${what}: ${String(actual)}` });
  };
  const person = createErasedPerson(topology, ERASED_USER);
  const marks = await person.placeOrders();
  expectEqual('marks in cell 0', (await person.tracesIn(cells[0].database)).length, marks);
  for (const killAt of ['copied', 'stopped', 'routed'] as const) {
    await killed(stage, { from: 0, killAt });
    expectEqual(`an erasure after a move was killed when ${killAt}`, await person.step(url), 'lane_moving');
  }
  expectSuccess(stage, await lanes(stage, { args: move(0, 1) }));
  expectEqual('the first step of an erasure', await person.step(url, 1), 'running');
  const refused = await lanes(stage, { args: move(1, 0) });
  expectEqual('a move during an erasure', refused.output.includes(`orders erase --user ${ERASED_USER}`), true);
  await person.erase(url);
  expectEqual('traces in cell 1', (await person.tracesIn(cells[1].database)).join(), '');
  await person.isForgottenBy(operators);
  expectEqual('marks in the archive of cell 0', (await person.tracesIn(cells[0].database)).length, marks);
  await person.erase(cells[0].servers[0]?.url ?? '');
  expectSuccess(stage, await lanes(stage, { args: move(1, 0) }));
  for (const { number, database } of cells)
    expectEqual(`traces in cell ${number} at the end`, (await person.tracesIn(database)).join(), '');
}

const DOWN_MS = 5_000;

/** The database and the servers of cell 1 are killed: users of cell 0 do not notice. */
async function cellDown(stage: Stage): Promise<void> {
  const [, { number, database, servers }] = stage.topology.cells;
  const { history } = stage;
  await delay(LOAD_MS);
  history.note(`cell ${number} is killed`);
  await Promise.all([database.kill(), ...servers.map((server) => server.end('SIGKILL'))]);
  await delay(DOWN_MS);
  await database.start();
  await Promise.all(servers.map((server) => server.start()));
  await cellIsReady(stage.topology.cells[1]);
  history.note(`cell ${number} is back`);
  await balancerServes(stage.topology, LAST_USER);
  await delay(LOAD_MS);
}

/** The balancer finds out by its own checks that the servers of a cell are back. */
async function balancerServes({ url, secret }: Topology, user: number): Promise<void> {
  const headers = {
    authorization: `Bearer ${signedToken(claims({ sub: String(user), exp: inSeconds(600) }), { secret })}`,
  };
  await eventually(
    `user ${user} is served`,
    async () => (await fetch(`${url}/api/v1/orders?limit=1`, { headers })).ok,
    60_000,
  );
}

const ALL = Object.keys(PROMISES).join('');

export const SCENARIOS: readonly CellScenario[] = [
  { name: 'moves', title: 'a lane moved to the other cell and back', promises: ALL, run: moveToAndFro },
  {
    name: 'kills',
    title: 'a move killed after each step, repeated or reverted',
    promises: ALL,
    run: killAtEachStep,
  },
  {
    name: 'erasure',
    title: 'a person of a moving lane erased, in both cells',
    promises: ALL,
    run: eraseAroundMoves,
  },
  {
    name: 'cell-down',
    title: 'database and servers of a cell killed, started again after 5 s',
    promises: ALL.replace('G', ''), // HAProxy answers for a cell without servers, in HTML
    run: cellDown,
  },
];
