import { startOrderService, type OrderService } from '@order-service/server';
import { createTestDatabase } from '../../../../test/services/postgres.js';
import { onTeardown } from '../../../../test/services/teardown.js';

let service: Promise<OrderService> | undefined;
let lastUserId = 0;

/** The order service that all tests of the command line share: the real one, on a real PostgreSQL. */
export function testService(): Promise<OrderService> {
  return (service ??= start());
}

async function start(): Promise<OrderService> {
  const database = await createTestDatabase();
  const started = await startOrderService({ databaseUrl: database.url });
  onTeardown(async () => {
    await started.stop();
    await database.drop();
  });
  return started;
}

/** A person whom no other test knows, signed in by the environment: what they list is theirs alone. */
export async function newUser({ role }: { role?: string } = {}): Promise<{
  readonly id: number;
  readonly email: string;
  readonly token: string;
  readonly env: Readonly<Record<string, string>>;
}> {
  const started = await testService();
  const id = (lastUserId += 1);
  const email = `user${id}@example.com`;
  const token = started.token({ userId: id, email, ...(role !== undefined && { role }) });
  return { id, email, token, env: { ORDERS_URL: started.url, ORDERS_TOKEN: token } };
}
