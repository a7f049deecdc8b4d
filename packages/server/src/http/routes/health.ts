import type { components } from '@order-service/sdk';
import type { DatabaseState, HealthSource } from '../../ports/health-source.js';
import { contract } from '../contract/document.js';
import type { Handlers } from '../contract/handlers.js';

type Health = components['schemas']['Health'];

/** The seed's health check with figures of the broker and the outbox, and the probes of an orchestrator. */
export function healthHandlers(source: HealthSource) {
  return {
    async getHealth() {
      const [database, outbox] = await Promise.all([source.database(), source.outbox()]);
      const { broker } = source.relay();
      const body = {
        status: statusOf(database, broker, outbox?.deadLettered ?? 0),
        service: 'order-service' as const,
        version: contract.info.version,
        ...members(database),
        broker,
        outbox: {
          depth: outbox?.depth ?? null,
          oldest_age_seconds: outbox?.oldestAgeSeconds ?? null,
          dead_lettered: outbox?.deadLettered ?? null,
        },
      };
      return { status: 200, body };
    },

    getLiveness: () => ({ status: 200, body: { status: 'alive' } }),

    async getReadiness() {
      const database = await source.database();
      const facts = { ...members(database), broker: source.relay().broker };
      return canServe(database) && !source.stopping()
        ? { status: 200, body: { status: 'ready' as const, ...facts } }
        : { status: 503, body: { status: 'not_ready' as const, ...facts } };
    },
  } satisfies Partial<Handlers>;
}

function members({ database, migrations, problems }: DatabaseState) {
  return { database, migrations, problems: [...problems] };
}

function canServe({ database, migrations }: DatabaseState): boolean {
  return database === 'connected' && migrations === 'current';
}

function statusOf(database: DatabaseState, broker: Health['broker'], deadLettered: number): Health['status'] {
  if (!canServe(database)) return 'unhealthy';
  return broker === 'disconnected' || broker === 'blocked' || deadLettered > 0 ? 'degraded' : 'healthy';
}
