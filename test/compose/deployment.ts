import { freePorts } from '../services/free-port.js';
import { outputOf, run, until } from './docker.js';

export const LONG_RUNNING = ['postgres', 'rabbitmq', 'product-service', 'order-service'];
/** The same in the files of docker/secrets.yml and in the variables. */
export const PASSWORD = 'for-this-check-only';

const HEALTHY_WITHIN_MS = 180_000;

export interface Deployment {
  /** Runs a command of compose and returns what it printed. */
  compose(...args: readonly string[]): string;
  /** Resolves once every container is healthy. @throws after three minutes */
  healthy(): Promise<void>;
  /** Places an order with a token from the container, and waits for its event in notification_queue. */
  takesAnOrder(): Promise<void>;
}

/** A project of docker-compose.yml on ports of its own, with docker/secrets.yml where `secretsFolder` is given. */
export async function createDeployment(
  [program, ...programArgs]: readonly [program: string, ...args: string[]],
  secretsFolder: string | undefined,
): Promise<Deployment> {
  const [servicePort, productsPort, managementPort] = await freePorts(3);
  const files = ['docker-compose.yml', ...(secretsFolder === undefined ? [] : ['docker/secrets.yml'])];
  const projectArgs = ['--project-name', `orders-check-${process.pid}`, ...files.flatMap((file) => ['--file', file])];
  const env = {
    ORDER_SERVICE_PORT: String(servicePort),
    PRODUCT_SERVICE_PORT: String(productsPort),
    RABBITMQ_MANAGEMENT_PORT: String(managementPort),
    RABBITMQ_PASS: PASSWORD,
    ...(secretsFolder !== undefined && { SECRETS_DIR: secretsFolder }),
  };
  const compose = (...args: readonly string[]) => run(program, [...programArgs, ...projectArgs, ...args], env);

  async function healthy(): Promise<void> {
    await until('every container is healthy', HEALTHY_WITHIN_MS, async () => {
      const ids = LONG_RUNNING.map((name) => compose('ps', '--quiet', name));
      const states = ids.map((id) => outputOf('docker', 'inspect', '--format', '{{.State.Health.Status}}', id));
      return Promise.resolve(states.every((state) => state === 'healthy'));
    });
  }

  async function queuedEvents(): Promise<number> {
    const authorization = `Basic ${Buffer.from(`orders:${PASSWORD}`).toString('base64')}`;
    const response = await fetch(`http://127.0.0.1:${managementPort}/api/queues/%2F/notification_queue`, {
      headers: { authorization },
    });
    const { type, messages } = (await response.json()) as { type: string; messages?: number };
    if (type !== 'quorum') throw new Error(`notification_queue is a ${type} queue.`);
    return messages ?? 0;
  }

  async function takesAnOrder(): Promise<void> {
    const token = compose(
      'exec',
      '-T',
      'order-service',
      'node',
      'packages/server/bin/order-service.js',
      'token',
      '--user',
      '1',
    );
    const before = await until('the queue can be read', HEALTHY_WITHIN_MS, async () => ({
      count: await queuedEvents(),
    }));
    const response = await fetch(`http://127.0.0.1:${servicePort}/api/v1/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items: [{ product_id: 1, quantity: 1 }] }),
    });
    if (response.status !== 201) throw new Error(`The order got ${response.status}: ${await response.text()}`);
    await until('the event is queued', HEALTHY_WITHIN_MS, async () => (await queuedEvents()) > before.count);
  }

  return { compose, healthy, takesAnOrder };
}
