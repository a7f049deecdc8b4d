import { connect } from 'node:net';
import { eventually } from '../../../../../test/services/eventually.js';
import type { Row, Stage } from '../row.js';

const USER = 7_000;
/** A request and its answer take less, unless the machine is busy. */
const LAST_MS = 40;

/** Sends a create by hand and hangs up after so long; nobody reads an answer. */
async function sendAndHangUp(
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
 * The client goes at each millisecond of a request, and asks again: with its key, or, like the old clients, without one.
 * With its key there is one order.
 */
async function hangUpAndAskAgain({ rig, random, goesOn }: Stage): Promise<void> {
  const token = rig.token({ sub: String(USER) });
  for (let round = 1; goesOn(); round += 1) {
    for (let afterMs = 0; afterMs <= LAST_MS; afterMs += 1) {
      const shopper = rig.shopper(USER, random.fork(`${round} ${afterMs}`));
      const id = `gone-${random.seed}-${round}-${afterMs}`;
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
      await sendAndHangUp(
        rig.balancer.port,
        { authorization: `Bearer ${token}`, 'x-request-id': id, ...keyed },
        body,
        afterMs,
      );
      rig.history.write({ type: 'unknown', id, reason: 'hung up' });
      let order = await shopper.place(request, key);
      await eventually('the repetition is answered', async () => {
        order ??= await shopper.place(request, key);
        return order !== undefined;
      });
      const rows = await rig.database.primary.query(`SELECT FROM orders WHERE metadata ->> 'ref' = $1`, [id]);
      if (rows.length === 1) continue;
      const what = `a client that hung up after ${afterMs} ms and asked again has ${rows.length} orders`;
      // Without a key this is a courtesy that two servers, or an answer already on its way, can miss; with one, a promise.
      if (key === undefined) rig.history.note(what);
      else rig.object('E', what);
    }
  }
}

export const clientGone: Row = {
  number: 13,
  title: 'The client hangs up at each millisecond of a request, and asks again',
  promises: 'ABCDEFG',
  scenarios: [
    {
      name: 'at each millisecond',
      rig: { environment: { PRODUCT_CACHE_MS: '0' }, users: 4, perUser: 2 },
      weight: 0.5,
      play: hangUpAndAskAgain,
    },
  ],
};
