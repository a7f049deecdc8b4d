import type { Command } from 'commander';
import type { Context } from '../../features/context.js';
import { timeOption } from '../../features/time-option.js';
import { parseConcurrency } from '../../parse/concurrency.js';
import { parseCursor } from '../../parse/cursor.js';
import { collectOrderIds } from '../../parse/order-id.js';
import { wrap } from '../../render/wrap.js';
import { CHAOS_FAULTS, parseFaults, parseSeed } from './chaos/faults.js';
import { listenHttp } from './listen-http.js';
import { parse, type ListenFlags } from './options.js';
import {
  parseBrokerUrl,
  parseConsumerUrl,
  parseCount,
  parseEventTypes,
  parsePort,
  parseSpanMs,
} from './parse-values.js';

const MAX_SEED = 1_000_000;
const HELP_COLUMNS = 79;

const EXAMPLES = `
Examples:
  orders listen --forward-to http://localhost:3000/hooks
  orders listen --forward-to http://localhost:3000/hooks --cursor-file .cursor
  orders listen --forward-to http://localhost:3000/hooks --chaos all --seed 7
  orders listen --forward-to http://localhost:3000/hooks --since 1h \\
    --chaos all --consumer 'node consumer.js' --reset 'rm -f state.json' \\
    --verify 'cat state.json'

Sends the live feed as signed requests (Standard Webhooks). An event is taken
when the consumer answers with 2xx; otherwise it is sent again. The events of an
order are sent one after the other, those of others at the same time.

--chaos delivers as a broker does at its worst, by the seed and the events
alone. --verify compares the state that a command prints with the service's:
a line of JSON for each order, {"order_id":42,"status":"shipped","version":3},
also total_amount, user_id and events, the number of events processed.

The faults of --chaos:
${wrap(`${CHAOS_FAULTS.join(', ')}.`, HELP_COLUMNS).join('\n')}`;

export function define(command: Command, context: Context): void {
  const time = timeOption(context);
  command
    .option('--forward-to <url>', 'where the consumer takes events', parseConsumerUrl)
    .option('--amqp <url>', "the service's broker, for a consumer of a queue", parseBrokerUrl)
    .option('--queue <name>', 'with --amqp: the queue for the consumer (default orders-listen)')
    .option('--exchange <name>', "with --amqp: the service's (default ecommerce_events)")
    .option('--port <n>', 'with --amqp: where the consumer connects to', parsePort)
    .option('--events <types>', 'only events of these types, with commas', parseEventTypes)
    .option('--order <ids>', 'only these orders: comma between, or given again', collectOrderIds)
    .option('--since <time>', 'begin with what happened since: 2h, 2026-02-15 or an ISO time', time)
    .option('--after <cursor>', 'go on where an earlier run ended', parseCursor)
    .option('--cursor-file <path>', 'keep there how far it got, and go on from there')
    .option('--secret <whsec>', 'sign with this secret (or ORDERS_WEBHOOK_SECRET)')
    .option('--concurrency <n>', 'deliveries at a time (default 8)', parseConcurrency)
    .option('--count <n>', 'end after so many events', parseCount)
    .option('--chaos <faults>', 'attack the consumer: all, or a list with commas', parseFaults)
    .option('--seed <n>', 'with --chaos: the same faults again', parseSeed)
    .option('--verify <command>', 'compare the state that it prints')
    .option('--consumer <command>', 'start the consumer, and kill it in crashes')
    .option('--reset <command>', "with --verify: remove the consumer's state")
    .option('--idle <span>', 'with --verify: end after such a silence (default 2s)', parseSpanMs)
    .option('--settle <span>', 'with --verify: wait so long for the state (default 1s)', parseSpanMs)
    .addHelpText('after', EXAMPLES)
    .action((flags: ListenFlags) => run(context, flags));
}

async function run(context: Context, flags: ListenFlags): Promise<void> {
  const options = parse(flags, () => Math.floor(Math.random() * MAX_SEED));
  if (options.url) return listenHttp(context, options, options.url);
  const { listenAmqp } = await import('./amqp/listen-amqp.js');
  if (options.amqp) await listenAmqp(context, options, options.amqp);
}
