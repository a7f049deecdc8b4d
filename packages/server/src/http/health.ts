import Router from '@koa/router';
import type { components } from '@order-service/sdk';
import type { HealthSource } from '../ports/health-source.js';
import { contractVersion } from './contract.js';

type Health = components['schemas']['Health'];
type Readiness = components['schemas']['Readiness'];

/** What the seed's health check said, and how the broker and the outbox are doing; and the probes of an orchestrator. */
export function healthRoutes(source: HealthSource): Router {
  const router = new Router({ prefix: '/health' });

  router.get('/', async (ctx) => {
    const [database, outbox] = await Promise.all([source.database(), source.outbox()]);
    const { broker } = source.relay();
    ctx.body = {
      status: statusOf(database, broker, outbox?.deadLettered ?? 0),
      service: 'order-service',
      version: contractVersion,
      database,
      broker,
      outbox: {
        depth: outbox?.depth ?? null,
        oldest_age_seconds: outbox?.oldestAgeSeconds ?? null,
        dead_lettered: outbox?.deadLettered ?? null,
      },
    } satisfies Health;
  });

  router.get('/live', (ctx) => {
    ctx.body = { status: 'alive' };
  });

  router.get('/ready', async (ctx) => {
    const migrations = await source.migrations();
    const database = migrations === 'unknown' ? 'disconnected' : 'connected';
    const ready = migrations === 'current' && !source.stopping();
    ctx.status = ready ? 200 : 503;
    ctx.body = {
      status: ready ? 'ready' : 'not_ready',
      database,
      migrations,
      broker: source.relay().broker,
    } satisfies Readiness;
  });

  return router;
}

function statusOf(database: Health['database'], broker: Health['broker'], deadLettered: number): Health['status'] {
  if (database === 'disconnected') return 'unhealthy';
  return broker === 'disconnected' || broker === 'blocked' || deadLettered > 0 ? 'degraded' : 'healthy';
}
