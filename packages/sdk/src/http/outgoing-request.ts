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

interface RequestParts extends OutgoingRequest {
  /** Make an idempotency key for the request, unless it has one. */
  readonly keyed: boolean;
  readonly traceparent: string | undefined;
}

/** Adds the headers that all attempts have in common. Those that the caller has set stay. */
export function outgoingRequest({ keyed, traceparent, ...request }: RequestParts): OutgoingRequest {
  const { headers } = request;
  const addIfAbsent = (name: string, value: string | undefined) => {
    if (value !== undefined && !headers.has(name)) headers.set(name, value);
  };
  if (request.streamed) headers.set('accept', 'text/event-stream');
  else addIfAbsent('accept', 'application/json, application/problem+json');
  addIfAbsent('x-request-id', randomUuid());
  addIfAbsent('traceparent', traceparent);
  if (keyed) addIfAbsent('idempotency-key', randomUuid());
  return request;
}
