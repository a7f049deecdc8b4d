import type { Context } from '../../features/context.js';
import type { ConsumerProcess } from './consumer-process.js';
import { DELIVERY_COLUMNS, deliveryDocument, type Consumer, type Delivery } from './delivery.js';
import type { FeedEvent } from './feed.js';
import type { ListenOptions } from './options.js';

/** What the ways of listening share. */
export interface ListenSession {
  readonly context: Context;
  readonly options: ListenOptions;
  readonly consumer: Consumer;
  readonly process: ConsumerProcess | undefined;
  /** The events up to a number of them, or up to a silence. */
  readonly events: (bounds: {
    readonly count: number | undefined;
    readonly idleMs?: number;
  }) => AsyncIterable<FeedEvent>;
  /** The flags with which another run has the same events and the same consumer. */
  readonly again: string;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/** How long a delivery may take: `--timeout`. */
export function deliveryTimeoutMs({ options }: Context): number {
  return options.timeout ?? DEFAULT_TIMEOUT_MS;
}

/** Says how to attack the consumer in the same way again. */
export function logChaos({ io }: Context, { chaos }: ListenOptions): void {
  if (chaos) io.log(`Chaos: ${chaos.faults.join(', ')}; seed ${chaos.seed}.`);
}

/** Prints a line for each delivery, as it ends. */
export async function printDeliveries(context: Context, rows: AsyncIterable<Delivery>): Promise<void> {
  const output = await context.output();
  await output.list({
    rows,
    columns: DELIVERY_COLUMNS,
    document: deliveryDocument,
    id: ({ event }) => String(event.data.order_id),
    empty: '',
    live: true,
  });
}
