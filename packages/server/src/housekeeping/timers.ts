import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { BackgroundTask } from '../concurrency/background-task.js';
import { pause } from '../concurrency/pause.js';
import { jittered } from '../concurrency/retry-delay.js';
import { WarnOnce } from '../concurrency/warn-once.js';
import type { TimedTransition } from '../domain/timed-transition.js';
import type { DueOrders } from '../ports/due-orders.js';
import { newEventId } from '../ports/new-event-id.js';
import type { Notify } from '../ports/notify.js';

/** Orders of one statement, which locks them for some tens of milliseconds. */
const MAX_MOVES = 200;
/** The longest sleep: orders may be imported that were due long ago, and the database's clock may be set. */
const MAX_SLEEP_MS = 60_000;
/** The shortest one, while every due order is locked by another transaction. */
const MIN_SLEEP_MS = 200;
const FAILURE_PAUSE_MS = 2_000;
/** Replicas that wake for the same order do not all ask at once. */
const SPREAD_MS = 100;
const FAILURE = 'timed transitions could not be made';

export interface TimersDependencies {
  readonly due: Pick<DueOrders, 'move' | 'nextDueSeconds'>;
  readonly timers: readonly TimedTransition[];
  /** Called when changes were committed, so that their events are published at once. */
  readonly notify: Notify;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Called after orders were moved, with the seconds that each was late. */
export type OnMoved = (timer: TimedTransition, lateSeconds: readonly number[]) => void;

export interface Timers extends BackgroundTask {
  onMoved(listener: OnMoved): void;
}

/** Makes the timed transitions. Every replica does it; they share the due orders without a leader. */
export function startTimers(dependencies: TimersDependencies): Timers {
  const { timers, logger } = dependencies;
  const stopping = new AbortController();
  const { signal } = stopping;
  const warnOnce = new WarnOnce(logger);
  const listeners: OnMoved[] = [];

  async function round(): Promise<number> {
    try {
      for (const timer of timers) {
        await moveDue(dependencies, timer, signal, (lateSeconds) => {
          for (const listener of listeners) listener(timer, lateSeconds);
        });
      }
      const sleepMs = await nextSleepMs(dependencies);
      warnOnce.clear(FAILURE);
      return sleepMs + Math.random() * SPREAD_MS;
    } catch (error) {
      warnOnce.warn(FAILURE, { err: error }, FAILURE);
      return jittered(FAILURE_PAUSE_MS, Math.random);
    }
  }

  async function runUntilStopped(): Promise<void> {
    while (!signal.aborted) await pause(await round(), signal);
  }

  const running = timers.length > 0 ? runUntilStopped() : Promise.resolve();
  return {
    onMoved: (listener) => void listeners.push(listener),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Moves due orders until none is left that is not locked, or `signal` aborts. */
async function moveDue(
  { due, notify }: TimersDependencies,
  timer: TimedTransition,
  signal: AbortSignal,
  report: (lateSeconds: readonly number[]) => void,
): Promise<void> {
  for (let moved = MAX_MOVES; moved === MAX_MOVES && !signal.aborted;) {
    const eventIds = Array.from({ length: MAX_MOVES }, () => newEventId());
    const lateSeconds = await due.move({ timer, eventIds, trace: { requestId: randomUUID(), traceparent: undefined } });
    moved = lateSeconds.length;
    if (moved === 0) return;
    report(lateSeconds);
    notify();
  }
}

/** Until the next order is due. One that enters its status meanwhile is due after the time of its timer at the earliest. */
async function nextSleepMs({ due, timers }: TimersDependencies): Promise<number> {
  let seconds = MAX_SLEEP_MS / 1_000;
  for (const timer of timers) {
    const next = await due.nextDueSeconds(timer);
    seconds = Math.min(seconds, timer.afterSeconds, next ?? Infinity);
  }
  return Math.max(MIN_SLEEP_MS, seconds * 1_000);
}
