import { eventually } from '../../../../test/services/eventually.js';
import { check } from '../faults/checker/check.js';
import type { DatabaseState, Evidence, HistoryRecord } from '../faults/checker/evidence.js';
import type { Verdict, Violation } from '../faults/checker/verdict.js';
import { readDatabaseState } from '../faults/rig/database-state.js';
import { Explanations } from '../faults/rig/explanations.js';
import { linesOf, readHistory, type History } from '../faults/rig/history.js';
import { claims, inSeconds, signedToken } from '../support/signed-token.js';
import { cellIsReady, type Topology } from './topology.js';

const MAX_CONCURRENT = 8;

/** Waits until everything is published and replicated, and compares history, both cells, the queue and the operators' database. */
export async function verdictOf(
  topology: Topology,
  history: History,
  violations: readonly Violation[],
): Promise<Verdict> {
  const startedMs = performance.now();
  const { cells, audit, secret } = topology;
  await Promise.all(cells.map(cellIsReady));
  await eventually('every event is published', async () => (await countInCells(topology, 'outbox')) === 0, 120_000);
  const orders = await countInCells(topology, 'orders');
  await eventually('the operators have every order', async () => (await count(topology, 'orders')) === orders, 120_000);
  const recovery = { ms: Math.round(performance.now() - startedMs), failures: [] };
  const database = union(await Promise.all(cells.map(({ database }) => readDatabaseState(database))));
  const deliveries = await audit.drain(database.events.length);
  const refused: Violation[] = [];
  const after = await new Explanations({ url: topology.url, secret, history }).after(database, (what) =>
    refused.push({ promise: 'G', what }),
  );
  await history.close();
  const records = await readHistory(history.path);
  const found = [
    ...violations,
    ...(await ordersThatAreNotFound(topology, records)),
    ...(await differencesOfOperators(topology, database)),
    ...heldTwice(database),
    ...refused,
  ];
  const logs: string[] = [];
  for (const path of topology.logs()) for await (const line of linesOf(path)) logs.push(line);
  const evidence: Evidence = {
    ...{ history: records, database, deliveries, recovery, violations: found },
    ...{ explanations: { during: [], after }, logs, secrets: [secret, cells[0].database.password] },
  };
  return check(evidence);
}

async function countInCells({ cells }: Topology, table: string): Promise<number> {
  const counts = await Promise.all(
    cells.map(({ database }) => database.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`)),
  );
  return counts.reduce((sum, [row]) => sum + (row?.rows ?? 0), 0);
}

async function count({ operators }: Topology, table: string): Promise<number> {
  const [row] = await operators.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`);
  return row?.rows ?? 0;
}

/** What all cells have together. */
function union(states: readonly DatabaseState[]): DatabaseState {
  return {
    orders: states.flatMap(({ orders }) => orders),
    events: states.flatMap(({ events }) => events),
    deadLettered: states.flatMap(({ deadLettered }) => deadLettered),
    corrupt: states.reduce((sum, { corrupt }) => sum + corrupt, 0),
  };
}

function heldTwice({ orders }: DatabaseState): Violation[] {
  const twice = orders.length - new Set(orders.map(({ id }) => id)).size;
  return twice === 0 ? [] : [{ promise: 'A', what: `${twice} orders are in both cells` }];
}

/** Asks HAProxy for every acknowledged order by its id alone, as its owner. */
async function ordersThatAreNotFound(
  { url, secret }: Topology,
  history: readonly HistoryRecord[],
): Promise<Violation[]> {
  const users = new Map(
    history.flatMap((record) => (record.type === 'invoke' ? [[record.id, record.user] as const] : [])),
  );
  const owners = new Map(
    history.flatMap((record) => (record.type === 'ok' ? [[record.order, users.get(record.id) ?? 0] as const] : [])),
  );
  const violations: Violation[] = [];
  const queue = [...owners];
  await Promise.all(
    Array.from({ length: MAX_CONCURRENT }, async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const [order, user] = next;
        const token = signedToken(claims({ sub: String(user), exp: inSeconds(3600) }), { secret });
        const answer = await fetch(`${url}/api/v1/orders/${order}`, { headers: { authorization: `Bearer ${token}` } });
        await answer.body?.cancel();
        if (answer.status !== 200)
          violations.push({ promise: 'A', what: `order ${order} of user ${user} is answered with ${answer.status}` });
      }
    }),
  );
  return violations;
}

interface Listed {
  readonly id: number;
  readonly status: string;
  readonly version: number;
}

/** Reads everybody's orders as an operator, page by page, and compares them with those of the cells. */
async function differencesOfOperators({ url, secret }: Topology, { orders }: DatabaseState): Promise<Violation[]> {
  const token = signedToken(claims({ sub: '1', role: 'operator', exp: inSeconds(3600) }), { secret });
  const listed = new Map<number, Listed>();
  let next: string | undefined = '/api/v1/orders?scope=all&limit=100';
  while (next !== undefined) {
    const answer: Response = await fetch(new URL(next, url), { headers: { authorization: `Bearer ${token}` } });
    if (answer.status !== 200) return [{ promise: 'A', what: `the operators' list is answered with ${answer.status}` }];
    for (const order of (await answer.json()) as Listed[]) listed.set(order.id, order);
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  const differing = orders.filter(({ id, status, version }) => {
    const copy = listed.get(id);
    return copy?.status !== status || copy.version !== version;
  });
  if (differing.length === 0 && listed.size === orders.length) return [];
  const what = `the operators' list has ${listed.size} of ${orders.length} orders, ${differing.length} are missing or differ`;
  return [{ promise: 'A', what }];
}
