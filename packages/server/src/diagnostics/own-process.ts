import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ProfileRunningError } from '../domain/errors.js';
import type { LogLevel, ProfileKind, ProfileRequest, ServerProcess } from '../ports/diagnostics.js';

const NS_PER_MS = 1e6;

/** Looks into this process. One profile is taken at a time. */
export class OwnProcess {
  readonly #logger: Logger;
  readonly #configuredLevel: string;
  readonly #delay = monitorEventLoopDelay();
  #revert: NodeJS.Timeout | undefined;
  #isProfiling = false;

  constructor(logger: Logger) {
    this.#logger = logger;
    this.#configuredLevel = logger.level;
    this.#delay.enable();
  }

  describe(): ServerProcess {
    const { heapUsed, rss } = process.memoryUsage();
    const delayMs = (ns: number): number => Math.round(ns / NS_PER_MS) || 0;
    const eventLoopDelayMs = {
      p50: delayMs(this.#delay.percentile(50)),
      p99: delayMs(this.#delay.percentile(99)),
      max: delayMs(this.#delay.max),
    };
    this.#delay.reset();
    return {
      processId: process.pid,
      logLevel: this.#logger.level as LogLevel,
      uptimeSeconds: Math.floor(process.uptime()),
      heapUsedBytes: heapUsed,
      residentBytes: rss,
      eventLoopDelayMs,
      isProfiling: this.#isProfiling,
    };
  }

  setLogLevel(level: LogLevel, durationMs: number | undefined): void {
    clearTimeout(this.#revert);
    if (durationMs !== undefined) {
      this.#revert = setTimeout(() => this.#switchTo(this.#configuredLevel), durationMs).unref();
    }
    this.#switchTo(level);
  }

  /** A line about the switch is logged at the level that lets more pass. */
  #switchTo(level: string): void {
    const [before, after] = [this.#logger.level, level].map((name) => this.#logger.levels.values[name] ?? Infinity);
    const log = (): void => this.#logger.warn({ logLevel: level }, 'the level of the log was switched');
    if (Number(before) <= Number(after)) log();
    this.#logger.level = level;
    if (Number(before) > Number(after)) log();
  }

  /** @throws ProfileRunningError */
  async profile({ kind, durationMs }: ProfileRequest): Promise<string> {
    if (this.#isProfiling) throw new ProfileRunningError(process.pid);
    this.#isProfiling = true;
    this.#logger.warn({ kind, durationMs }, 'a profile is taken');
    try {
      return JSON.stringify(await PROFILES[kind](durationMs));
    } finally {
      this.#isProfiling = false;
    }
  }

  stop(): Promise<void> {
    clearTimeout(this.#revert);
    this.#delay.disable();
    return Promise.resolve();
  }
}

/** Each takes a profile by V8's inspector protocol, in this process. A sampled heap has no values, as a snapshot would. */
const PROFILES: Readonly<Record<ProfileKind, (durationMs: number) => Promise<object>>> = {
  cpu: (durationMs) =>
    inSession(async (session) => {
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
      await wait(durationMs);
      return (await session.post('Profiler.stop')).profile;
    }),
  heap: (durationMs) =>
    inSession(async (session) => {
      await session.post('HeapProfiler.startSampling');
      await wait(durationMs);
      return (await session.post('HeapProfiler.stopSampling')).profile;
    }),
};

async function inSession<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
  const session = new Session();
  session.connect();
  try {
    return await work(session);
  } finally {
    session.disconnect();
  }
}
