import { interruptible, Interruption } from './deadline.js';
import {
  answerFailure,
  connectionFailure,
  notAStreamFailure,
  timeoutFailure,
  tooLongFailure,
  type AnswerHead,
  type Failure,
} from './failures.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { BodyTooLongError, parseJson, readText } from './response-body.js';

export interface AttemptLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

/** A complete answer. */
export interface Answer extends AnswerHead {
  /** Its body as parsed JSON; `undefined` where there is none (304). An event stream's body is left unread. */
  readonly body: unknown;
}

/** How one attempt ended: with an answer, or with a failure, of which a refusal has an answer as well. */
export type Outcome =
  { readonly answer: Answer; readonly failure?: undefined } | { readonly answer?: Answer; readonly failure: Failure };

/**
 * Sends the request once and reads the whole answer.
 *
 * @throws {Interruption} when the call as a whole was ended: by its deadline or by the caller
 */
export async function sendOnce(
  fetch: typeof globalThis.fetch,
  request: OutgoingRequest,
  limits: AttemptLimits,
): Promise<Outcome> {
  const { origin } = new URL(request.url);
  try {
    return await interruptible(exchange(fetch, request, limits), limits.signal);
  } catch (error) {
    if (!limits.signal.aborted) return { failure: connectionFailure(error, origin) };
    const reason: unknown = limits.signal.reason;
    if (reason instanceof Interruption && reason.kind === 'attempt_timeout') {
      return { failure: timeoutFailure(limits.timeoutMs, origin) };
    }
    throw reason;
  }
}

async function exchange(
  fetch: typeof globalThis.fetch,
  { method, url, headers, body, streamed }: OutgoingRequest,
  { signal, maxResponseBytes }: AttemptLimits,
): Promise<Outcome> {
  const response = await fetch(url, {
    method,
    headers,
    signal,
    // Not 'error': worker runtimes do not support it, and other runtimes report it like a lost connection.
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  const head = { status: response.status, headers: response.headers };
  if (streamed && response.ok) {
    if (isEventStream(response)) return { answer: { ...head, body: response.body } };
    response.body?.cancel().catch(() => undefined);
    return { failure: notAStreamFailure(head) };
  }
  try {
    const json = parseJson(await readText(response, maxResponseBytes));
    const answer = { ...head, body: json?.value };
    const failure = answerFailure(head, json);
    return failure ? { answer, failure } : { answer };
  } catch (error) {
    if (!(error instanceof BodyTooLongError)) throw error;
    return { failure: tooLongFailure(head, maxResponseBytes) };
  }
}

function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}
