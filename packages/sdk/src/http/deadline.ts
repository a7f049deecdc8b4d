/** The reason of the signals made here: why an attempt or a wait was ended. Internal; callers get another error. */
export class Interruption extends Error {
  readonly kind: 'aborted' | 'deadline' | 'attempt_timeout';

  constructor(kind: Interruption['kind'], cause?: unknown) {
    super(kind, { cause });
    this.kind = kind;
  }
}

/** A signal, and a function that removes its timer and listener. */
export interface TimedSignal {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** Those that wait for the end of a signal, and the listener that they share. */
interface Followers {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const followersOf = new WeakMap<AbortSignal, Followers>();

/**
 * Calls back when the signal ends, and returns a function that ends the wait. All calls that follow a signal have one
 * listener on it: runtimes warn of a leak from the eleventh listener on, and many calls may share a signal.
 */
function follow(signal: AbortSignal, callback: () => void): () => void {
  let followers = followersOf.get(signal);
  if (!followers) {
    const callbacks = new Set<() => void>();
    const listener = () => [...callbacks].forEach((each) => each());
    followers = { callbacks, listener };
    followersOf.set(signal, followers);
    signal.addEventListener('abort', listener, { once: true });
  }
  const { callbacks, listener } = followers;
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return;
    signal.removeEventListener('abort', listener);
    followersOf.delete(signal);
  };
}

/**
 * A signal that ends after `timeoutMs` or with one of its parents. `AbortSignal.any` and `AbortSignal.timeout` would do
 * the same, but what they keep of each call on a long-lived parent is left to the garbage collector.
 */
function timedSignal(
  kind: 'deadline' | 'attempt_timeout',
  timeoutMs: number,
  parents: readonly AbortSignal[],
): TimedSignal {
  const controller = new AbortController();
  const end = () => {
    const reason: unknown = parents.find(({ aborted }) => aborted)?.reason;
    controller.abort(reason instanceof Interruption ? reason : new Interruption('aborted', reason));
  };
  const timer = setTimeout(() => controller.abort(new Interruption(kind)), timeoutMs);
  if (parents.some(({ aborted }) => aborted)) end();
  const stops = parents.map((parent) => follow(parent, end));
  return {
    signal: controller.signal,
    dispose() {
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
  };
}

/** A signal that ends when either of two ends; each may be absent. */
export function eitherSignal(one?: AbortSignal, other?: AbortSignal): AbortSignal | undefined {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other);
}

/** The promise, or a rejection with the signal's reason as soon as the signal ends. */
export async function interruptible<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    const listener = () => reject(signal.reason as Error);
    stop = () => signal.removeEventListener('abort', listener);
    if (signal.aborted) listener();
    else signal.addEventListener('abort', listener, { once: true });
  });
  try {
    return await Promise.race([promise, interrupted]);
  } finally {
    stop();
  }
}

/** Resolves after `delayMs`; rejects with the signal's reason when it ends earlier. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, delayMs);
  });
  try {
    await interruptible(elapsed, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The time that a call with all its attempts may take, and the signals of its caller, as one. */
export class Deadline {
  readonly #timed: TimedSignal;
  readonly #endsAtMs: number;

  /** @param callerSignals end the call as well; each may be absent */
  constructor(deadlineMs: number, ...callerSignals: readonly (AbortSignal | undefined)[]) {
    const given = callerSignals.filter((signal) => signal !== undefined);
    this.#timed = timedSignal('deadline', deadlineMs, given);
    this.#endsAtMs = performance.now() + deadlineMs;
  }

  get signal(): AbortSignal {
    return this.#timed.signal;
  }

  get remainingMs(): number {
    return Math.max(0, this.#endsAtMs - performance.now());
  }

  /** A signal for one attempt: ends after `timeoutMs`, or with the deadline. */
  attempt(timeoutMs: number): TimedSignal {
    return timedSignal('attempt_timeout', timeoutMs, [this.signal]);
  }

  /** Resolves after `delayMs`; rejects with the {@link Interruption} when the call ends earlier. */
  wait(delayMs: number): Promise<void> {
    return pause(delayMs, this.signal);
  }

  dispose(): void {
    this.#timed.dispose();
  }
}
