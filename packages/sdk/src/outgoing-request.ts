import { randomUuid } from './uuid.js';

/** A request that can be sent any number of times. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  /** Expect an event stream, and leave its body to be read by the caller. */
  readonly streamed: boolean;
}

export interface Outgoing {
  readonly streamed: boolean;
  /** Make an idempotency key for the request, unless it has one. */
  readonly keyed: boolean;
  readonly traceparent: string | undefined;
}

/** Takes the request's body into memory, and adds what all attempts are to have in common. */
export async function outgoingRequest(request: Request, outgoing: Outgoing): Promise<OutgoingRequest> {
  const { method, url } = request;
  const headers = new Headers(request.headers);
  const addIfAbsent = (name: string, value: string | undefined) => {
    if (value !== undefined && !headers.has(name)) headers.set(name, value);
  };
  addIfAbsent('accept', 'application/json');
  addIfAbsent('x-request-id', randomUuid());
  addIfAbsent('traceparent', outgoing.traceparent);
  if (outgoing.keyed) addIfAbsent('idempotency-key', randomUuid());
  const body = request.body === null ? undefined : await request.text();
  return { method, url, headers, body, streamed: outgoing.streamed };
}
