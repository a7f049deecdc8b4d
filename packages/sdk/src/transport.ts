import type { ResponseInfo } from './api-promise.js';
import { sendOnce, type Outcome } from './attempt.js';
import { askForToken } from './credentials.js';
import { Deadline, interruptible, Interruption } from './deadline.js';
import type { CallFacts } from './errors.js';
import { interruptionError, type Answer, type Failure } from './failures.js';
import { observe, type Hooks, type RequestSummary } from './hooks.js';
import type { Limits } from './options.js';
import { outgoingRequest, type OutgoingRequest } from './outgoing-request.js';
import { redactedHeaders } from './redaction.js';
import { backoffMs, guardOf, isRetryable, mayHaveBeenProcessed, retryAfterMs, type Guard } from './retry-policy.js';
import type { Settings } from './settings.js';

/** A success, its body complete JSON or absent (304). */
export interface Delivery {
  readonly response: Response;
  readonly info: ResponseInfo;
}

/** A call's options with every limit decided. */
export interface Delivering extends Required<Limits> {
  readonly signal?: AbortSignal | undefined;
  /** Send no token: the path needs none. */
  readonly anonymous: boolean;
  /** Hand the body over as it arrives, if it is an event stream. The limits then end with its head. */
  readonly streamed: boolean;
  /** Make an idempotency key for the request, the same for all its attempts, unless it has one. */
  readonly keyed: boolean;
  /** Doing it twice is doing it once. */
  readonly idempotent: boolean;
}

/**
 * Sends one request, as often as the retry policy and the call's limits allow.
 *
 * @throws {OrderServiceError} of the kind that tells what the last attempt came to
 */
export async function deliver(settings: Settings, request: Request, options: Delivering): Promise<Delivery> {
  const { streamed, keyed } = options;
  const outgoing = await outgoingRequest(request, { streamed, keyed, traceparent: settings.traceparent() });
  const deadline = new Deadline(options.deadlineMs, options.signal);
  const call = new Call(settings, outgoing, options, deadline);
  try {
    return await call.run(options.anonymous);
  } catch (error) {
    throw error instanceof Interruption ? call.interrupted(error) : error;
  } finally {
    deadline.dispose();
  }
}

/** One call: its attempts, and what they have left behind. */
class Call {
  readonly #settings: Settings;
  readonly #request: OutgoingRequest;
  readonly #limits: Required<Limits>;
  readonly #deadline: Deadline;
  readonly #guard: Guard;
  readonly #hooks: Hooks;
  #attempts = 0;
  #retries = 0;
  #token: string | undefined;
  #askedAgain = false;
  #changeInDoubt = false;
  #lastFailure: Failure | undefined;

  constructor(settings: Settings, request: OutgoingRequest, options: Delivering, deadline: Deadline) {
    this.#settings = settings;
    this.#request = request;
    this.#limits = options;
    this.#deadline = deadline;
    this.#guard = guardOf(request.method, request.headers, options.idempotent);
    this.#hooks = settings.hooks;
  }

  async run(anonymous: boolean): Promise<Delivery> {
    const hasOwn = this.#request.headers.has('authorization');
    if (!anonymous && !hasOwn) await this.#authorize();
    for (;;) {
      this.#deadline.signal.throwIfAborted();
      const { answer, failure } = await this.#attempt();
      if (!failure) return this.#delivery(answer);
      this.#lastFailure = failure;
      if (failure.status === 401 && (await this.#authorizeAgain())) continue;
      const delayMs = this.#delayBeforeRetry(failure);
      if (delayMs === undefined) throw failure.toError(this.#facts(answer));
      observe(this.#hooks.onRetry, () => ({ ...this.#event(), reason: describe(failure), delayMs }));
      await this.#deadline.wait(delayMs);
      this.#retries += 1;
    }
  }

  interrupted(reason: Interruption): Error {
    return interruptionError(reason, this.#limits.deadlineMs, this.#facts(), this.#lastFailure);
  }

  async #authorize(rejected?: string): Promise<void> {
    const { token } = this.#settings;
    if (token === undefined) return;
    this.#token = await interruptible(
      askForToken(token, () => this.#facts(), rejected),
      this.#deadline.signal,
    );
    this.#request.headers.set('authorization', `Bearer ${this.#token}`);
  }

  /** After a 401: whether the token function had another token to try. A call asks once. */
  async #authorizeAgain(): Promise<boolean> {
    const rejected = this.#token;
    if (this.#askedAgain || rejected === undefined || typeof this.#settings.token === 'string') return false;
    this.#askedAgain = true;
    await this.#authorize(rejected);
    return this.#token !== rejected;
  }

  async #attempt(): Promise<Outcome> {
    const { timeoutMs } = this.#limits;
    const timed = this.#deadline.attempt(timeoutMs);
    const doubtBefore = this.#changeInDoubt;
    this.#attempts += 1;
    observe(this.#hooks.onRequest, () => this.#event());
    const startedAtMs = performance.now();
    try {
      this.#changeInDoubt = this.#guard !== 'safe';
      const { fetch, maxResponseBytes } = this.#settings;
      const outcome = await sendOnce(fetch, this.#request, { signal: timed.signal, timeoutMs, maxResponseBytes });
      const { answer, failure } = outcome;
      this.#changeInDoubt = doubtBefore || (failure !== undefined && this.#leavesDoubt(failure));
      if (answer) {
        const durationMs = performance.now() - startedAtMs;
        const { status, headers } = answer;
        observe(this.#hooks.onResponse, () => ({
          ...this.#event(),
          status,
          headers: redactedHeaders(headers),
          durationMs,
        }));
      }
      return outcome;
    } finally {
      timed.dispose();
    }
  }

  #leavesDoubt(failure: Failure): boolean {
    return this.#guard !== 'safe' && mayHaveBeenProcessed(failure);
  }

  /** How long to wait before the next attempt; `undefined` when there is none, or it would come after the deadline. */
  #delayBeforeRetry(failure: Failure): number | undefined {
    if (this.#retries >= this.#limits.maxRetries || !isRetryable(failure, this.#guard)) return undefined;
    const backoff = backoffMs(this.#retries + 1, Math.random());
    const asked = retryAfterMs(failure.retryAfter ?? null, Date.now());
    const delayMs = asked ?? backoff;
    return delayMs < this.#deadline.remainingMs ? delayMs : undefined;
  }

  #delivery(answer: Answer): Delivery {
    const { status, headers, text, stream } = answer;
    const response = new Response(status === 304 ? null : (stream ?? text), { status, headers });
    return { response, info: { status, headers, requestId: this.#requestId(answer), attempts: this.#attempts } };
  }

  #requestId(answer?: Answer): string {
    return answer?.headers.get('x-request-id') ?? this.#request.headers.get('x-request-id') ?? '';
  }

  #summary(): RequestSummary {
    const { method, url, headers } = this.#request;
    return { method, url, headers: redactedHeaders(headers), requestId: this.#requestId() };
  }

  #event(): { request: RequestSummary; attempt: number } {
    return { request: this.#summary(), attempt: this.#attempts };
  }

  #facts(answer?: Answer): CallFacts {
    return {
      request: this.#summary(),
      requestId: this.#requestId(answer),
      attempts: this.#attempts,
      outcomeUnknown: this.#changeInDoubt,
    };
  }
}

function describe({ kind, status, code }: Failure): string {
  if (status === undefined) return kind;
  return code === undefined ? String(status) : `${status} ${code}`;
}
