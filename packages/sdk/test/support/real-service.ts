import pg from 'pg';
import { startOrderService, type OrderService, type StartOrderServiceOptions } from '../../../server/src/index.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { createClient, type ClientOptions, type OrderServiceClient } from '../../src/index.js';

export interface RealService {
  readonly url: string;
  token(userId: number): string;
  /** A client that signs in as a user; as an operator when `role` says so. */
  client(userId: number, options?: Partial<ClientOptions> & { readonly role?: string }): OrderServiceClient;
  /** Makes an event of the outbox a dead letter, as the broker does when it refuses it again and again. */
  deadLetter(orderId: number, version: number): Promise<void>;
  stop(): Promise<void>;
}

/** The order service itself, on a database of its own. */
export async function startRealService(options: StartOrderServiceOptions = {}): Promise<RealService> {
  const database: TestDatabase = await createTestDatabase();
  const service: OrderService = await startOrderService({ databaseUrl: database.url, ...options });
  return {
    url: service.url,
    token: (userId) => service.token({ userId }),
    client: (userId, { role, ...options } = {}) =>
      createClient({
        baseUrl: service.url,
        token: service.token({ userId, ...(role !== undefined && { role }) }),
        ...options,
      }),
    async deadLetter(orderId, version) {
      const connection = new pg.Client({ connectionString: database.url });
      await connection.connect();
      await connection.query(
        "UPDATE outbox SET dead_lettered_at = now(), attempts = 5, last_error = '406' WHERE order_id = $1 AND version = $2",
        [orderId, version],
      );
      await connection.end();
    },
    async stop() {
      await service.stop();
      await database.drop();
    },
  };
}
