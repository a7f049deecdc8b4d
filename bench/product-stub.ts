import { createServer } from 'node:http';

/**
 * A product service as a separate process: every product exists, and responses are prepared. It also takes traces, by OTLP,
 * and discards them.
 */
const answers = new Map<string, Buffer>();

function answerFor(path: string): Buffer {
  const known = answers.get(path);
  if (known) return known;
  const ids = path
    .slice(path.lastIndexOf(path.includes('=') ? '=' : '/') + 1)
    .split(',')
    .map(Number);
  const products = ids.map(describe);
  const body = Buffer.from(JSON.stringify(path.includes('=') ? { items: products } : products[0]));
  answers.set(path, body);
  return body;
}

function describe(id: number): object {
  return {
    id,
    name: `Wireless Bluetooth Headphones ${id}`,
    description: 'Over the ear, with a case',
    price: '29.99',
    stock_quantity: 1_000_000_000,
    sku: `SKU-${id}`,
    category: 'audio',
    is_active: true,
    created_at: '2026-01-01T00:00:00.000000Z',
    updated_at: '2026-01-01T00:00:00.000000Z',
  };
}

createServer((request, response) => {
  if (request.method === 'POST') {
    request.resume().on('end', () => response.end());
    return;
  }
  const body = answerFor(request.url ?? '');
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');

process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
