import { interruptible, Interruption } from './deadline.js';
import {
  answerFailure,
  connectionFailure,
  notAStreamFailure,
  timeoutFailure,
  tooLongFailure,
  type Answer,
  type Failure,
} from './failures.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { BodyTooLongError, readText } from './response-body.js';

export interface AttemptLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

/** How one attempt ended. With a failure there is an answer, too, when a complete one came. */
export type Outcome =
  { readonly answer: Answer; readonly failure?: undefined } | { readonly answer?: Answer; readonly failure: Failure };

/**
 * Sends the request once and reads the whole answer.
 *
 * @throws {Interruption} when the call as a whole was ended: by its deadline or by the caller
 */
export async function sendOnce(
  send: typeof globalThis.fetch,
  request: OutgoingRequest,
  limits: AttemptLimits,
): Promise<Outcome> {
  const { origin } = new URL(request.url);
  try {
    return await interruptible(exchange(send, request, limits), limits.signal);
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
  send: typeof globalThis.fetch,
  { method, url, headers, body, streamed }: OutgoingRequest,
  { signal, maxResponseBytes }: AttemptLimits,
): Promise<Outcome> {
  const response = await send(url, {
    method,
    headers,
    signal,
    // Not 'error', which worker runtimes do not know and others report like a lost connection.
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  const head = { status: response.status, headers: response.headers };
  if (streamed && response.ok) {
    if (isEventStream(response)) return { answer: { ...head, text: '', stream: response.body } };
    response.body?.cancel().catch(() => undefined);
    return { failure: notAStreamFailure({ ...head, text: '' }) };
  }
  try {
    const answer = { ...head, text: await readText(response, maxResponseBytes) };
    const failure = answerFailure(answer);
    return failure ? { answer, failure } : { answer };
  } catch (error) {
    if (!(error instanceof BodyTooLongError)) throw error;
    return { failure: tooLongFailure({ ...head, text: '' }, maxResponseBytes) };
  }
}

function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}
