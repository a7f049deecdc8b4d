import type { OrderServiceClient } from '@order-service/sdk';
import { InterruptedError } from '../../errors.js';
import type { Context } from '../../features/context.js';
import { shellWord } from '../../render/shell-word.js';
import { attack } from './attack.js';
import { bounded } from './bounded.js';
import { createConsumerProcess, type ConsumerProcess } from './consumer-process.js';
import { openCursorFile, type CursorFile } from './cursor-file.js';
import { endOfFeed, readFeed, type FeedEvent, type FeedStart } from './feed.js';
import { forward } from './forward.js';
import { createHttpConsumer } from './http-consumer.js';
import { deliveryTimeoutMs, logChaos, printDeliveries, type ListenSession } from './listen-session.js';
import type { ListenOptions } from './options.js';
import { createProgress } from './progress.js';
import { verifyConsumer } from './verify/verify-consumer.js';
import { createSecret, parseSecret, type WebhookSecret } from './webhook.js';

/** After Ctrl-C, requests in flight may end for so long. */
const MAX_FINISH_MS = 2_000;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Sends the feed to a consumer over HTTP. */
export async function listenHttp(context: Context, options: ListenOptions, url: URL): Promise<void> {
  const client = await context.client();
  const { signal, io, environment, now, fetch } = context;
  const given = options.secret ?? environment.webhookSecret;
  const secret = given === undefined ? createSecret() : parseSecret(given);
  const ending = new AbortController();
  signal.addEventListener('abort', () => void setTimeout(() => ending.abort(), MAX_FINISH_MS).unref());
  const process = processOf(context, options, url, secret);
  const timeoutMs = deliveryTimeoutMs(context);
  const consumer = createHttpConsumer({ url, secret, process, now, fetch, timeoutMs, signal: ending.signal });
  const { url: serviceUrl } = await context.settings();
  const file = options.cursorFile === undefined ? undefined : await openCursorFile(options.cursorFile, serviceUrl);
  const start = await startOf(context, client, options, file?.cursor);
  io.log(`Forwarding to ${url.href}. The secret is ${given === undefined ? secret.text : 'the given one'}.`);
  logChaos(context, options);
  const begin = start.cursor === undefined ? `--since ${start.since ?? ''}` : `--after ${start.cursor}`;
  const events = feedOf(context, client, options, start);
  const session = {
    context,
    options,
    consumer,
    process,
    events,
    again: `--forward-to ${shellWord(url.href)} ${begin}`,
  };
  try {
    if (options.verify) await verifyConsumer(session, options.verify);
    else if (options.chaos) await attack(session);
    else await forwardAll(session, start, file);
  } finally {
    await process?.kill();
  }
}

function processOf(
  { folder, signal, environment }: Context,
  { consumer: command }: ListenOptions,
  { protocol, hostname, port }: URL,
  secret: WebhookSecret,
): ConsumerProcess | undefined {
  if (command === undefined) return undefined;
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (DEFAULT_PORTS[protocol] ?? 80) };
  const variables = { ...environment.variables, ORDERS_WEBHOOK_SECRET: secret.text };
  return createConsumerProcess({ command, folder, signal, address, environment: variables });
}

async function startOf(
  { now, signal }: Context,
  client: OrderServiceClient,
  { since, after }: ListenOptions,
  kept: string | undefined,
): Promise<FeedStart> {
  return { since, cursor: after ?? kept ?? (since === undefined ? await endOfFeed(client, now(), signal) : undefined) };
}

function feedOf(
  { signal, io }: Context,
  client: OrderServiceClient,
  { types, orderIds, since, after }: ListenOptions,
  start: FeedStart,
): ListenSession['events'] {
  const isPast = since !== undefined || after !== undefined;
  const open = (ended: AbortSignal): AsyncIterable<FeedEvent> =>
    readFeed(client, start, { types, orderIds }, { signal: ended, io });
  return ({ count, idleMs }) => bounded(open, { count, idleMs, isPast, signal });
}

async function forwardAll(session: ListenSession, start: FeedStart, file: CursorFile | undefined): Promise<void> {
  const { context, options, consumer, process, events } = session;
  const { signal } = context;
  const progress = createProgress((cursor) => file?.keep(cursor));
  // So that a run that is killed before its first event was taken has a place to go on from.
  if (start.cursor !== undefined) file?.keep(start.cursor);
  await process?.start();
  const { concurrency, count, cursorFile } = options;
  await printDeliveries(context, forward(events({ count }), { consumer, concurrency, progress, signal }));
  await file?.flush();
  if (!signal.aborted) return;
  const cursor = progress.cursor ?? start.cursor;
  const place = cursorFile === undefined ? `--after ${cursor ?? ''}` : `--cursor-file ${shellWord(cursorFile)}`;
  const command = `orders listen --forward-to ${shellWord(options.url?.href ?? '')} ${place}   goes on from here`;
  throw new InterruptedError('', { hints: cursor === undefined ? [] : [command] });
}
