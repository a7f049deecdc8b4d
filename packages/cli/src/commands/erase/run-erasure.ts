import { setTimeout as wait } from 'node:timers/promises';
import type { Erasure, OrderServiceClient } from '@order-service/sdk';
import type { Context } from '../../features/context.js';
import { InterruptedError } from '../../errors.js';
import { Progress } from '../../terminal/progress.js';

export interface ErasureToRun {
  readonly userId: number;
  readonly erasureId: string;
  readonly reason: string;
  /** Orders of the user, by the plan. */
  readonly orders: number;
}

const PAUSE_MS = 200;

const WAITS: Readonly<Partial<Record<NonNullable<Erasure['waiting_for']>, string>>> = {
  transactions: 'Waiting for requests that began before to end.',
  publications: 'Waiting for messages that are being published to be confirmed.',
};

/** Makes steps until the erasure is complete. Throws InterruptedError for Ctrl-C: it can be continued. */
export async function runErasure(
  context: Context,
  client: OrderServiceClient,
  erasure: ErasureToRun,
): Promise<Erasure> {
  const { signal } = context;
  const progress = new Progress(context.io, 'Erasing', erasure.orders, {
    clock: () => performance.now(),
    enabled: (await context.output()).leavesStderrFree,
  });
  const body = { erasure_id: erasure.erasureId, reason: erasure.reason };
  const reported = new Set<string>();
  let counted = 0;
  context.ignoreClosedPipe();
  try {
    for (;;) {
      const reached = await client.users.erase(erasure.userId, body, { signal });
      for (; counted < Math.min(reached.orders, erasure.orders); counted += 1) progress.count(true);
      if (reached.state === 'complete') return reached;
      if (reached.remaining > 0) continue;
      const { waiting_for: cause } = reached;
      if (cause !== null && !reported.has(cause)) context.io.log(WAITS[cause] ?? `Waiting for ${cause}.`);
      if (cause !== null) reported.add(cause);
      await wait(PAUSE_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new InterruptedError('Interrupted; the erasure is not complete.', { hints: [RUN_AGAIN], cause: error });
  } finally {
    progress.clear();
  }
}

const RUN_AGAIN = 'Run the same command again: it goes on where it was.';
