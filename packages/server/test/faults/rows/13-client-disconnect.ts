import { connect } from 'node:net';
import { eventually } from '../../../../../test/services/eventually.js';
import type { Row, Environment } from '../row.js';

const USER = 7_000;
/** A request usually completes sooner. */
const MAX_DELAY_MS = 40;

/** Sends a create and closes the connection after `afterMs`, without reading the response. */
async function sendAndDisconnect(
  port: number,
  headers: Record<string, string>,
  body: string,
  afterMs: number,
): Promise<void> {
  const lines = Object.entries({
    ...headers,
    'content-type': 'application/json',
    'content-length': String(body.length),
  });
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.once('connect', () => {
      socket.write(
        `POST /api/v1/orders HTTP/1.1\r\nHost: x\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
      );
      setTimeout(() => socket.destroy(), afterMs);
    });
    socket.once('close', () => resolve());
  });
}

/**
 * The client disconnects after 0, 1, 2 … ms of a request and repeats it, with an idempotency key or, like old clients,
 * without one. With a key there must be one order.
 */
async function disconnectAndRepeat({ rig, random, nextRound }: Environment): Promise<void> {
  const token = rig.token({ sub: String(USER) });
  for (let round = 1; nextRound(); round += 1) {
    for (let afterMs = 0; afterMs <= MAX_DELAY_MS; afterMs += 1) {
      const client = rig.client(USER, random.fork(`${round} ${afterMs}`));
      const id = `disconnect-${random.seed}-${round}-${afterMs}`;
      const key = random.chance(0.5) ? id : undefined;
      const request = { items: [{ product_id: 5, quantity: 1 }], metadata: { ref: id } };
      const body = JSON.stringify(request);
      const keyed: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
      rig.history.write({
        type: 'invoke',
        id,
        op: 'create',
        user: USER,
        request: body,
        ...(key !== undefined && { key }),
      });
      await sendAndDisconnect(
        rig.balancer.port,
        { authorization: `Bearer ${token}`, 'x-request-id': id, ...keyed },
        body,
        afterMs,
      );
      rig.history.write({ type: 'unknown', id, reason: 'disconnected' });
      let order = await client.place(request, key);
      await eventually('the repeated request is acknowledged', async () => {
        order ??= await client.place(request, key);
        return order !== undefined;
      });
      const rows = await rig.database.primary.query(`SELECT FROM orders WHERE metadata ->> 'ref' = $1`, [id]);
      if (rows.length === 1) continue;
      const what = `a client that disconnected after ${afterMs} ms and repeated its request has ${rows.length} orders`;
      // Without a key, deduplication is best effort; see "What is not promised" in docs/reliability.md.
      if (key === undefined) rig.history.note(what);
      else rig.report('E', what);
    }
  }
}

export const clientDisconnect: Row = {
  number: 13,
  title: 'The client disconnects at each millisecond of a request, and repeats it',
  promises: 'ABCDEFG',
  scenarios: [
    {
      name: 'at each millisecond',
      rig: { variables: { PRODUCT_CACHE_MS: '0' }, users: 4, perUser: 2 },
      weight: 0.5,
      run: disconnectAndRepeat,
    },
  ],
};
