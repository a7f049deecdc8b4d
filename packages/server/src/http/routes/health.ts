import { within } from '../../concurrency/within.js';
import type { components } from '@order-service/sdk';
import type { DatabaseState, HealthSource } from '../../ports/health-source.js';
import type { OutboxFigures } from '../../ports/outbox-store.js';
import type { RelayStatus } from '../../ports/relay-status.js';
import { recent } from '../../concurrency/recent.js';
import { contract } from '../contract/document.js';
import type { Handlers } from '../contract/handlers.js';
import { brokerProblemCode, brokerReply } from '../presenting/broker-problem.js';
import { createOutage } from './outage.js';

type Health = components['schemas']['Health'];

interface HealthOptions {
  /** How long the state of the database is reported before it is read again. */
  readonly maxAgeMs: number;
  /** Whether the server only reads, so that a read-only database is no fault. */
  readonly readOnly: boolean;
  readonly nowMs?: () => number;
}

/** A balancer takes a check that is not answered in time for a failed one. Those of HAProxy and Kubernetes wait 1 s or more. */
const MAX_CHECK_MS = 500;

export const NO_ANSWER: DatabaseState = {
  cell: null,
  database: 'disconnected',
  migrations: 'unknown',
  problems: ['The database does not answer.'],
};

/**
 * The seed's health check with figures of the broker and the outbox, and the probes of an orchestrator. Anyone may ask, so
 * the database is asked at most once in `maxAgeMs`.
 */
export function healthHandlers(source: HealthSource, { maxAgeMs, readOnly, nowMs }: HealthOptions) {
  const readDatabase = recent(() => source.database(), maxAgeMs);
  const outage = createOutage(nowMs);
  const readOutbox = recent(() => source.outbox(), maxAgeMs);

  function canServe({ database, migrations, problems }: DatabaseState): boolean {
    const isUsable = database === 'connected' || (readOnly && database === 'read_only');
    return isUsable && migrations === 'current' && problems.length === 0;
  }

  return {
    async getHealth() {
      const [database, outbox] = await Promise.all([readDatabase(), readOutbox()]);
      const relay = source.relay();
      const eventProblems = problemsOfEvents(relay, outbox);
      const body = {
        status: statusOf(canServe(database), eventProblems.length > 0),
        service: 'order-service' as const,
        version: contract.info.version,
        read_only: readOnly,
        ...members(database),
        problems: [...database.problems, ...eventProblems],
        broker: relay.broker,
        broker_problem: brokerProblemCode(relay.brokerProblem),
        outbox: {
          depth: outbox?.depth ?? null,
          oldest_age_seconds: outbox?.oldestAgeSeconds ?? null,
          failing: outbox?.failing ?? null,
          dead_lettered: outbox?.deadLettered ?? null,
        },
      };
      return { status: 200, body };
    },

    getLiveness: () => ({ status: 200, body: { status: 'alive' } }),

    async getReadiness({ query }) {
      const graceMs = query.grace_seconds * 1_000;
      const database = graceMs === 0 ? await readDatabase() : await within(MAX_CHECK_MS, readDatabase(), NO_ANSWER);
      const facts = { read_only: readOnly, ...members(database), broker: source.relay().broker };
      const isGood = canServe(database);
      const outageMs = outage(isGood);
      const isReady = (isGood || outageMs < graceMs) && !source.stopping();
      return isReady
        ? { status: 200, body: { status: 'ready' as const, ...facts } }
        : { status: 503, body: { status: 'not_ready' as const, ...facts } };
    },
  } satisfies Partial<Handlers>;
}

function members({ cell, database, migrations, problems }: DatabaseState) {
  return { cell, database, migrations, problems: [...problems] };
}

function statusOf(canServe: boolean, eventsWait: boolean): Health['status'] {
  if (!canServe) return 'unhealthy';
  return eventsWait ? 'degraded' : 'healthy';
}

/** Why events do not reach their queues, in a sentence each, which names nothing of the broker: anyone may read it. */
function problemsOfEvents({ broker, brokerProblem }: RelayStatus, outbox: OutboxFigures | undefined): string[] {
  const problems: string[] = [];
  if (broker === 'blocked') problems.push('The broker is short of memory or disk, and takes no events.');
  if (broker === 'disconnected') {
    const code = brokerProblemCode(brokerProblem) ?? 'connecting';
    problems.push(`The broker cannot be used (${code}), events wait in the outbox. See the log, or orders outbox.`);
  }
  const { failing = 0, failingReason, deadLettered = 0 } = outbox ?? {};
  const reply = brokerReply(failingReason ?? '');
  if (failing > 0) problems.push(`${failing} events are not delivered${reply && `, the broker says: ${reply}`}`);
  if (deadLettered > 0) problems.push(`${deadLettered} events are dead-lettered: see orders outbox.`);
  return problems;
}
