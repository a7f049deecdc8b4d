import type { OrderEvent } from '@order-service/sdk';
import { FileError, InterruptedError } from '../../../errors.js';
import type { Delivery } from '../delivery.js';
import { printDeliveries, type ListenSession } from '../listen-session.js';
import { MAX_VERIFIED_EVENTS, type VerifyFlags } from '../options.js';
import { createBench } from './bench.js';
import { repeatCommand } from './repeat-command.js';
import { ConsumerDiffersError, verdictLine, verdictSentences } from './print-verdict.js';
import { runCommand } from './run-command.js';
import { verify, type Verdict } from './verify.js';

/** Delivers a bounded number of events and compares the state of the consumer. Throws ConsumerDiffersError. */
export async function verifyConsumer(session: ListenSession, flags: VerifyFlags): Promise<void> {
  const { context, options, consumer, process } = session;
  const { signal, io, folder, environment } = context;
  const { faults, seed } = options.chaos ?? { faults: [], seed: 0 };
  const events = await collect(session, flags);
  const { reset, settleMs } = flags;
  const shell = { folder, environment: environment.variables, signal };
  const bench = createBench({
    ...{ consumer, process, signal, settleMs, ordersWait: !faults.includes('reorder') },
    printState: () => runCommand(flags.command, shell),
    reset: reset === undefined ? undefined : () => runCommand(reset, shell),
  });
  const canReplay = reset !== undefined || process !== undefined;
  const log = (message: string): void => io.log(message);
  let verdict: Verdict | undefined;
  const deliveries = verify(events, { bench, faults, seed, canReplay, signal, log });
  await printDeliveries(
    context,
    untilVerdict(deliveries, (result) => (verdict = result)),
  );
  if (signal.aborted || !verdict) throw new InterruptedError('');
  await report(session, verdict);
}

async function collect({ events, options, context }: ListenSession, { idleMs }: VerifyFlags): Promise<OrderEvent[]> {
  const { count } = options;
  const bounds = count === undefined ? { count: MAX_VERIFIED_EVENTS, idleMs } : { count };
  const collected: OrderEvent[] = [];
  for await (const { event, isWanted } of events(bounds)) if (isWanted) collected.push(event);
  if (context.signal.aborted) throw new InterruptedError('');
  if (collected.length === 0) throw new FileError('No event came with which the consumer could be verified.');
  return collected;
}

async function* untilVerdict(
  deliveries: AsyncGenerator<Delivery, Verdict, undefined>,
  found: (verdict: Verdict) => void,
): AsyncGenerator<Delivery, void, undefined> {
  found(yield* deliveries);
}

const PUBLISHED_AGAIN = 'The same events are there again when an operator publishes them: orders events replay.';

async function report(session: ListenSession, verdict: Verdict): Promise<void> {
  const { context, options } = session;
  const { format } = await context.output();
  if (format === 'json' || format === 'ndjson') await context.io.out(verdictLine(verdict, options.chaos?.seed));
  else for (const sentence of verdictSentences(verdict)) context.io.log(sentence);
  if (verdict.differences.length === 0) return;
  throw new ConsumerDiffersError('The state of the consumer is not that of the service.', {
    hints: [
      ...(verdict.isReproduced ? [] : ['With --reset or --consumer, the shortest sequence can be looked for.']),
      ...(options.amqp ? [PUBLISHED_AGAIN] : []),
      repeatCommand(session, verdict.events),
    ],
  });
}
