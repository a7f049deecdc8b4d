import { keepContent, type ResponseInfo, type WithResponse } from '../api-promise.js';
import { OrderServiceError, type CallFacts } from '../errors.js';
import { sendOnce, type Answer, type Outcome } from './attempt.js';
import { askForToken } from './credentials.js';
import { Deadline, interruptible, Interruption } from './deadline.js';
import { interruptionError, type AnswerHead, type Failure } from './failures.js';
import { observe, type RequestSummary } from './hooks.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { redactedHeaders, redactedUrl } from './redaction.js';
import {
  guardOf,
  isConnectionFailure,
  isFault,
  isRetryable,
  MAX_FAULT_RETRIES,
  mayHaveBeenProcessed,
  retryAfterMs,
  retryDelayMs,
  type Guard,
} from './retry-policy.js';
import type { ResolvedLimits, Settings } from './settings.js';

/** How one call is sent: its limits, and what the contract says of its operation. */
export interface SendOptions extends ResolvedLimits {
  /** Ends the call, beside the client's own. */
  readonly signal: AbortSignal | undefined;
  /** Send no token: the operation needs none. */
  readonly anonymous: boolean;
  /** The operation is idempotent (RFC 9110, 9.2.2), although its method is not. */
  readonly idempotent: boolean;
}

/** How a call ended that was answered: with what it asked for, or with a success that is not JSON. */
interface Result {
  readonly answer: Answer;
  readonly problem?: OrderServiceError;
}

/**
 * Sends one request, as often as the retry policy and the call's limits allow, and resolves to the parsed body of the
 * answer: `undefined` for a 304. The body as it came is kept for `asResponse`.
 *
 * @throws {OrderServiceError} of the class that matches the last attempt's failure
 */
export async function send<T>(
  settings: Settings,
  request: OutgoingRequest,
  options: SendOptions,
): Promise<WithResponse<T>> {
  const deadline = new Deadline(options.deadlineMs, settings.signal, options.signal);
  const call = new Call(settings, request, options, deadline);
  const startedAtMs = performance.now();
  const end = (result: number | OrderServiceError) => {
    observe(settings.onEnd, () => ({ ...call.summary(), durationMs: performance.now() - startedAtMs, result }));
  };
  try {
    const { answer, problem } = await call.run(options.anonymous);
    const response = call.responseInfo(answer);
    keepContent(response, { text: answer.text, problem });
    end(problem ?? answer.status);
    return { data: answer.body as T, response };
  } catch (cause) {
    const error: unknown = cause instanceof Interruption ? call.interrupted(cause) : cause;
    if (error instanceof OrderServiceError) end(error);
    throw error;
  } finally {
    deadline.dispose();
  }
}

/** One call: the state that its attempts share. */
class Call {
  readonly #settings: Settings;
  readonly #request: OutgoingRequest;
  readonly #limits: ResolvedLimits;
  readonly #deadline: Deadline;
  readonly #guard: Guard;
  #attempts = 0;
  #retries = 0;
  #faults = 0;
  #connectionFailures = 0;
  #token: string | undefined;
  #askedAgain = false;
  #outcomeUnknown = false;
  #lastFailure: Failure | undefined;

  constructor(settings: Settings, request: OutgoingRequest, options: SendOptions, deadline: Deadline) {
    this.#settings = settings;
    this.#request = request;
    this.#limits = options;
    this.#deadline = deadline;
    this.#guard = guardOf(request.method, request.headers, options.idempotent);
  }

  async run(anonymous: boolean): Promise<Result> {
    const hasOwn = this.#request.headers.has('authorization');
    if (!anonymous && !hasOwn) await this.#authorize();
    for (;;) {
      this.#deadline.signal.throwIfAborted();
      const { answer, failure } = await this.#attempt();
      if (!failure) return { answer };
      this.#lastFailure = failure;
      if (failure.status === 401 && (await this.#authorizeAgain())) continue;
      const delayMs = this.#delayBeforeRetry(failure);
      if (delayMs === undefined) {
        const problem = failure.toError(this.#facts(answer));
        if (answer && failure.kind === 'unexpected' && answer.status < 300) return { answer, problem };
        throw problem;
      }
      observe(this.#settings.hooks.onRetry, () => ({ ...this.#event(), reason: describe(failure), delayMs }));
      await this.#deadline.wait(delayMs);
    }
  }

  responseInfo(answer: AnswerHead): ResponseInfo {
    const { status, headers } = answer;
    return { status, headers, requestId: this.#requestId(answer), attempts: this.#attempts };
  }

  /** The last attempt and how many there were. */
  summary(): { request: RequestSummary; attempts: number } {
    return { request: this.#summary(), attempts: this.#attempts };
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

  /** After a 401: whether the token function returned another token. A call asks once. */
  async #authorizeAgain(): Promise<boolean> {
    const rejected = this.#token;
    if (this.#askedAgain || rejected === undefined || typeof this.#settings.token === 'string') return false;
    this.#askedAgain = true;
    await this.#authorize(rejected);
    return this.#token !== rejected;
  }

  async #attempt(): Promise<Outcome> {
    const { timeoutMs } = this.#limits;
    const { send, slots, hooks, maxResponseBytes } = this.#settings;
    await slots.take(this.#deadline.signal);
    const timed = this.#deadline.attempt(timeoutMs);
    const unknownBefore = this.#outcomeUnknown;
    this.#attempts += 1;
    observe(hooks.onRequest, () => this.#event());
    const attempt = this.#attempts;
    const startedAtMs = performance.now();
    try {
      // Until the attempt ends: the deadline may interrupt it, after the service has received the request.
      this.#outcomeUnknown = this.#guard !== 'safe';
      const outcome = await sendOnce(send, this.#request, {
        attempt,
        signal: timed.signal,
        timeoutMs,
        maxResponseBytes,
      });
      const { answer, failure } = outcome;
      this.#outcomeUnknown = unknownBefore || (failure !== undefined && this.#mayHaveChanged(failure));
      if (answer) {
        const durationMs = performance.now() - startedAtMs;
        const { status } = answer;
        observe(hooks.onResponse, () => {
          return { ...this.#event(), status, headers: redactedHeaders(answer.headers), durationMs };
        });
      }
      return outcome;
    } finally {
      timed.dispose();
      slots.release();
    }
  }

  #mayHaveChanged(failure: Failure): boolean {
    return this.#guard !== 'safe' && mayHaveBeenProcessed(failure);
  }

  /** How long to wait before the next attempt; `undefined` when there is none, or it would come after the deadline. */
  #delayBeforeRetry(failure: Failure): number | undefined {
    if (!isRetryable(failure, this.#guard) || this.#isLast(failure)) return undefined;
    const asked = retryAfterMs(failure.retryAfter ?? null, Date.now());
    const delayMs = retryDelayMs(this.#retries, asked, Math.random());
    return delayMs < this.#deadline.remainingMs ? delayMs : undefined;
  }

  /** Counts the retry that would follow; whether the limits allow none. */
  #isLast(failure: Failure): boolean {
    this.#retries += 1;
    if (isFault(failure)) this.#faults += 1;
    if (isConnectionFailure(failure)) this.#connectionFailures += 1;
    const { maxRetries, maxConnectionRetries } = this.#limits;
    return (
      this.#retries > maxRetries || this.#faults > MAX_FAULT_RETRIES || this.#connectionFailures > maxConnectionRetries
    );
  }

  #requestId(answer?: AnswerHead): string {
    return answer?.headers.get('x-request-id') ?? this.#request.headers.get('x-request-id') ?? '';
  }

  #summary(): RequestSummary {
    const { method, url, headers } = this.#request;
    return { method, url: redactedUrl(url), headers: redactedHeaders(headers), requestId: this.#requestId() };
  }

  #event(): { request: RequestSummary; attempt: number } {
    return { request: this.#summary(), attempt: this.#attempts };
  }

  #facts(answer?: AnswerHead): CallFacts {
    return {
      request: this.#summary(),
      requestId: this.#requestId(answer),
      attempts: this.#attempts,
      outcomeUnknown: this.#outcomeUnknown,
    };
  }
}

function describe({ kind, status, code }: Failure): string {
  if (status === undefined) return kind;
  return code === undefined ? String(status) : `${status} ${code}`;
}
