/**
 * A consumer that acknowledges an event before its work is done: `node hasty-consumer.mjs <port> <folder>`. It keeps in a file of
 * the folder how many events of each order it has processed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

const [port, folder] = process.argv.slice(2);
const path = `${folder}/orders.json`;
const seen = new Set();
let work = Promise.resolve();

async function handle({ order_id: id }) {
  await delay(20);
  const orders = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  writeFileSync(path, JSON.stringify({ ...orders, [id]: { events: (orders[id]?.events ?? 0) + 1 } }));
}

createServer(async (request, response) => {
  const { event_id: id, data } = JSON.parse(await text(request));
  response.writeHead(204).end();
  if (seen.has(id)) return;
  seen.add(id);
  work = work.then(() => handle(data));
}).listen(Number(port), '127.0.0.1');
