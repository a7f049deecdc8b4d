/** One attempt at a call, as hooks and errors see it: its credentials are replaced by `[redacted]`. */
export interface RequestSummary {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as `X-Request-Id`, the same for every attempt at a call. */
  readonly requestId: string;
}

export interface RequestEvent {
  readonly request: RequestSummary;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

export interface ResponseEvent extends RequestEvent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** From sending the request to the end of the answer's body. */
  readonly durationMs: number;
}

export interface RetryEvent extends RequestEvent {
  /** Why the attempt is not the last: an HTTP status with its problem code, or what became of the connection. */
  readonly reason: string;
  /** How long the call waits before the next attempt. */
  readonly delayMs: number;
}

/** Watch what a client does. Hooks cannot change a call: what they return or throw is passed over. */
export interface Hooks {
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** Tells a hook, if there is one. A call goes on as it would without the hook. */
export function observe<Event>(hook: ((event: Event) => unknown) | undefined, describe: () => Event): void {
  if (!hook) return;
  // Hooks only watch: a faulty one must not turn an order that was placed into a call that failed.
  try {
    const result = hook(describe());
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    return;
  }
}
