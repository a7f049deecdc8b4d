/**
 * A consumer that remembers an event before its work is done: `node forgetful-consumer.mjs <port> <folder>`. It keeps in files of
 * the folder which events it has seen, and how many it has processed of each order.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

const [port, folder] = process.argv.slice(2);
const [seenPath, ordersPath] = [`${folder}/seen.json`, `${folder}/orders.json`];
const read = (path, absent) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : absent);

createServer(async (request, response) => {
  const { event_id: id, data } = JSON.parse(await text(request));
  const seen = read(seenPath, []);
  if (!seen.includes(id)) {
    writeFileSync(seenPath, JSON.stringify([...seen, id]));
    await delay(250); // long beside what a busy machine adds, so that a crash hits it
    const orders = read(ordersPath, {});
    const events = (orders[data.order_id]?.events ?? 0) + 1;
    writeFileSync(ordersPath, JSON.stringify({ ...orders, [data.order_id]: { events } }));
  }
  response.writeHead(204).end();
}).listen(Number(port), '127.0.0.1');
