import { PLAIN_SERVICE, type Environment } from './contenders.js';
import type { BenchOptions } from './options.js';
import type { LoadRow, OverloadRow } from './results.js';
import { throughput, warmUp, withContender, type Log } from './run-load.js';

/** What is offered, as parts of what 32 connections reach. */
const OFFERED = [1, 2];
/** More than the service serves at the same time, so that some are refused. */
const CONNECTIONS = 4_000;

/** How many requests are answered, refused and left without an answer when twice as many are sent as can be answered. */
export async function measureOverload(
  environment: Environment,
  { cases, seconds }: Pick<BenchOptions, 'cases' | 'seconds'>,
  load: readonly LoadRow[],
  log: Log,
): Promise<OverloadRow[]> {
  const rows: OverloadRow[] = [];
  await withContender(PLAIN_SERVICE, environment, async (running) => {
    for (const name of cases) {
      const most = throughput(load, PLAIN_SERVICE.name, name);
      if (!Number.isFinite(most)) continue;
      await warmUp(environment, PLAIN_SERVICE, running, name);
      for (const offered of OFFERED) {
        const rate = Math.round(most * offered);
        const turn = { case: name, connections: CONNECTIONS, seconds: seconds * 4, rate };
        const { perSecond, failed, refused = 0, p50Ms = NaN, p99Ms = NaN } = await running.measure(turn);
        const row = {
          ...{ case: name, connections: CONNECTIONS, offered: rate, p50Ms, p99Ms },
          answeredPerSecond: perSecond - refused / turn.seconds,
          refusedPerSecond: refused / turn.seconds,
          lost: failed - refused,
        };
        rows.push(row);
        log(JSON.stringify(row));
      }
    }
  });
  return rows;
}
