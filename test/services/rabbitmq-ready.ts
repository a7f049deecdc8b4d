import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'amqplib';

const deadlineMs = 60_000;
const pollMs = 50;

/** Resolves when the broker accepts connections; throws if it has exited, or after a minute. */
export async function untilItConnects(url: string, isAlive: () => boolean): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (isAlive() && Date.now() < deadline) {
    if (await connects(url)) return;
    await delay(pollMs);
  }
  throw new Error(isAlive() ? 'RabbitMQ did not answer within a minute' : 'RabbitMQ ended while it started');
}

/** Resolves when the broker no longer accepts connections. */
export async function untilItIsGone(url: string): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    if (!(await connects(url))) return;
    await delay(pollMs);
  }
  throw new Error('RabbitMQ still answers after a minute');
}

async function connects(url: string): Promise<boolean> {
  try {
    const connection = await connect(url, { timeout: 5_000 });
    connection.on('error', () => undefined);
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
