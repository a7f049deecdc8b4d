import { healthyBehaviour, type Behaviour } from '../rig/product-stub.js';
import type { Row, Environment } from '../row.js';

const CHUNK = Buffer.alloc(1024 * 1024, ' ');
const GIGABYTE = 1024 ** 3;
const JSON_TYPE = { 'content-type': 'application/json' };

/** Failures of a product service, by what the service does. */
const FAILURES: Readonly<Record<string, Behaviour>> = {
  hangs: () => undefined,
  'sends its body too slowly': (response) => {
    response.writeHead(200, JSON_TYPE).write('{"id":');
    const drip = setInterval(() => response.write(' '), 200);
    response.once('close', () => clearInterval(drip));
  },
  'sends a gigabyte': (response) => {
    response.writeHead(200, JSON_TYPE);
    let left = GIGABYTE;
    const pour = (): void => {
      while (left > 0 && !response.destroyed) {
        left -= CHUNK.length;
        if (!response.write(CHUNK)) return void response.once('drain', pour);
      }
      response.end();
    };
    pour();
  },
  redirects: (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'answers with another schema': (response) => response.writeHead(200, JSON_TYPE).end('{"id":"x","price":[]}'),
  'answers 200 with an error': (response) => response.writeHead(200, JSON_TYPE).end('{"detail":"Internal error"}'),
  'answers 500 with a stack': (response) => response.writeHead(500).end('Error\n    at secret (/srv/app.js:1:1)'),
  resets: (response) => void response.socket?.resetAndDestroy(),
};

async function fail({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  const names = Object.keys(FAILURES);
  for (let round = 1; nextRound(); round += 1) {
    const name = names[round % names.length] ?? random.pick(names);
    rig.history.note(`the product service ${name}`);
    rig.products.behave(FAILURES[name] ?? healthyBehaviour);
    await loadFor(700, 1_500);
    rig.products.behave(healthyBehaviour);
    await loadFor(500, 1_000);
  }
}

export const productService: Row = {
  number: 14,
  title: 'The product service hangs, sends slowly, sends 1 GB, redirects, sends invalid answers, resets',
  promises: 'ABCDFG',
  scenarios: [
    {
      name: 'every failure in turn',
      rig: { variables: { PRODUCT_CACHE_MS: '0', PRODUCT_SERVICE_TIMEOUT: '0.5' } },
      weight: 0.5,
      run: fail,
    },
  ],
};
