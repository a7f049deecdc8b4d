import { interruptible, Interruption } from './deadline.js';
import {
  answerFailure,
  connectionFailure,
  middlewareFailure,
  notAStreamFailure,
  timeoutFailure,
  tooLongFailure,
  type AnswerHead,
  type Failure,
} from './failures.js';
import { MiddlewareFailure, type SendAttempt } from './middleware.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { BodyTooLongError, parseJson, readText } from './response-body.js';

/** Which attempt it is, and its limits. */
export interface AttemptOptions {
  /** 1 for the first. */
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

/** A complete answer. */
export interface Answer extends AnswerHead {
  /** Its body as parsed JSON; `undefined` where there is none (304). An event stream's body is left unread. */
  readonly body: unknown;
  /** Its body as it came. */
  readonly text: string;
}

/** How one attempt ended: with an answer, or with a failure, of which a refusal has an answer as well. */
export type Outcome =
  { readonly answer: Answer; readonly failure?: undefined } | { readonly answer?: Answer; readonly failure: Failure };

/**
 * Sends the request once and reads the whole answer.
 *
 * @throws {Interruption} when the call as a whole was ended: by its deadline or by the caller
 */
export async function sendOnce(send: SendAttempt, request: OutgoingRequest, limits: AttemptOptions): Promise<Outcome> {
  const { origin } = new URL(request.url);
  try {
    return await interruptible(exchange(send, request, limits), limits.signal);
  } catch (error) {
    if (!limits.signal.aborted) return { failure: failureOf(error, origin) };
    const reason: unknown = limits.signal.reason;
    if (reason instanceof Interruption && reason.kind === 'attempt_timeout') {
      return { failure: timeoutFailure(limits.timeoutMs, origin) };
    }
    throw reason;
  }
}

function failureOf(error: unknown, origin: string): Failure {
  return error instanceof MiddlewareFailure ? middlewareFailure(error) : connectionFailure(error, origin);
}

async function exchange(
  send: SendAttempt,
  { method, url, headers, body, streamed }: OutgoingRequest,
  { attempt, signal, maxResponseBytes }: AttemptOptions,
): Promise<Outcome> {
  const response = await send({ method, url, headers, body, attempt, signal });
  const head = { status: response.status, headers: response.headers };
  if (streamed && response.ok) {
    if (isEventStream(response)) return { answer: { ...head, body: response.body, text: '' } };
    response.body?.cancel().catch(() => undefined);
    return { failure: notAStreamFailure(head) };
  }
  try {
    const text = await readText(response, maxResponseBytes);
    const json = parseJson(text);
    const answer = { ...head, body: json?.value, text };
    const failure = method === 'HEAD' && response.ok ? undefined : answerFailure(head, json);
    return failure ? { answer, failure } : { answer };
  } catch (error) {
    if (!(error instanceof BodyTooLongError)) throw error;
    return { failure: tooLongFailure(head, maxResponseBytes) };
  }
}

function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}
