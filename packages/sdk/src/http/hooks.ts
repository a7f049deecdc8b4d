/** One attempt of a call. Its credentials are replaced by `[redacted]`. */
export interface RequestSummary {
  /** `GET`, `POST` or `PATCH`. */
  readonly method: string;
  /** The absolute URL. */
  readonly url: string;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as `X-Request-Id`, the same for every attempt of a call. */
  readonly requestId: string;
}

/** An attempt is about to be sent. */
export interface RequestEvent {
  /** The request of this attempt. */
  readonly request: RequestSummary;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** An attempt got a complete answer, whatever its status. */
export interface ResponseEvent extends RequestEvent {
  /** The HTTP status. */
  readonly status: number;
  /** The answer's headers. Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** From sending the request to the end of the answer's body, in milliseconds. */
  readonly durationMs: number;
}

/** An attempt failed, and another one will follow. */
export interface RetryEvent extends RequestEvent {
  /** Why the attempt failed: an HTTP status with its problem code, or a word such as `timeout` or `connection_lost`. */
  readonly reason: string;
  /** How long the call waits before the next attempt, in milliseconds. */
  readonly delayMs: number;
}

/** Observe the requests of a client. Hooks cannot change a call: what they return or throw is ignored. */
export interface Hooks {
  /** Called before every attempt. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  /** Called after every attempt that got a complete answer. */
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** Called before the wait between two attempts. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** Calls a hook, if there is one. Its failure does not affect the call. */
export function observe<Event>(hook: ((event: Event) => unknown) | undefined, describe: () => Event): void {
  if (!hook) return;
  // A hook that throws must not make a call fail whose order was placed.
  try {
    const result = hook(describe());
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    return;
  }
}
