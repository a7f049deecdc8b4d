import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { dumpOf, tracesIn } from '../support/database-dump.js';
import { claims, inSeconds, signedToken } from '../support/signed-token.js';
import { TestClient, type Problem } from '../support/test-client.js';
import type { PostgresInstance } from '../faults/rig/postgres-instance.js';
import type { Topology } from './topology.js';

const ORDERS = 5;
const MAX_STEPS = 500;

/** A user whose data is erased, and who takes no part in the load. */
export interface ErasedPerson {
  /** Places orders that have marks wherever a text can be given. Returns how many marks there are. */
  placeOrders(): Promise<number>;
  /** One step of the erasure at `url`: the code of the problem, or the state that was reached. */
  step(url: string, limit?: number): Promise<string>;
  /** Erases by steps at `url` until the erasure is complete. */
  erase(url: string): Promise<void>;
  /** The marks that a database holds. */
  tracesIn(database: PostgresInstance): Promise<string[]>;
  /** Waits until a database that follows others holds no mark. */
  isForgottenBy(database: PostgresInstance): Promise<void>;
}

export function createErasedPerson({ url, secret }: Topology, userId: number): ErasedPerson {
  const mark = (what: string): string => `${what}-${randomUUID().slice(0, 13)}`;
  const marks = [mark('email'), mark('name'), mark('value'), mark('request'), mark('reason')];
  const [email, name = '', value = '', request = '', reason = ''] = marks;
  const token = (sub: number, more: object): string =>
    signedToken(claims({ sub: String(sub), exp: inSeconds(3_600), ...more }), { secret });
  const person = new TestClient(url, token(userId, { email: `${email}@example.com` }));
  const operator = token(1, { role: 'operator' });
  const ids = new Map<string, string>();

  async function step(where: string, limit = 500): Promise<string> {
    const id = ids.get(where) ?? randomUUID();
    ids.set(where, id);
    const json = { erasure_id: id, reason: 'A request', limit };
    const path = `/api/v1/users/${userId}/erasure`;
    const { body } = await new TestClient(where, operator).send<Problem & { state?: string }>('POST', path, { json });
    return body.state ?? body.code;
  }

  async function traces({ url: database }: PostgresInstance): Promise<string[]> {
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    try {
      return tracesIn(await dumpOf(client), marks);
    } finally {
      await client.end();
    }
  }

  return {
    async placeOrders() {
      for (let placed = 0; placed < ORDERS; placed += 1) {
        const headers = { 'X-Request-Id': request, 'Idempotency-Key': mark('key') };
        const { id } = (
          await person.create({ items: [{ product_id: 1, quantity: 1 }], metadata: { [name]: value } }, headers)
        ).body;
        const json = { status: 'confirmed', reason };
        await person.send('PATCH', `/api/v1/orders/${id}/status`, { json });
      }
      return marks.length;
    },
    step,
    async erase(where) {
      for (let steps = 0; (await step(where)) !== 'complete'; steps += 1)
        if (steps > MAX_STEPS) throw new Error(`The erasure is not complete after ${steps} steps`);
    },
    tracesIn: traces,
    isForgottenBy: (database) =>
      eventually('no trace is left', async () => (await traces(database)).length === 0, 60_000),
  };
}
