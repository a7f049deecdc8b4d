import { STATUSES_WITHOUT_BODY } from './http/response-body.js';

/** What is known of an answer beside its body. */
export interface ResponseInfo {
  /** The HTTP status. */
  readonly status: number;
  /** The answer's headers: `etag`, `link`, `idempotent-replayed`, … */
  readonly headers: Headers;
  /** Names the request in the service's logs and in the order's history. */
  readonly requestId: string;
  /** How many times the request was sent until this answer came. */
  readonly attempts: number;
}

/** The data of an answer, and the rest of it. */
export interface WithResponse<T> {
  /** What awaiting the call gives. */
  readonly data: T;
  /** What is known of the answer beside its body. */
  readonly response: ResponseInfo;
}

/** The promise of a call's data. */
export interface ApiPromise<T> extends Promise<T> {
  /**
   * Resolves to the data together with status, headers, request id and the number of attempts.
   *
   * @example
   * const { data: order, response } = await client.orders.get(257).withResponse();
   * console.log(order.status, response.requestId);
   */
  withResponse(): Promise<WithResponse<T>>;

  /**
   * Resolves to the answer as a `Response` of the Fetch API, whose body is read already, and can be of any type. Fails as
   * the call does when the service answered with an error.
   *
   * @example
   * const text = await client.request('GET', '/metrics').asResponse().then((response) => response.text());
   */
  asResponse(): Promise<Response>;
}

/** An answer's body, and what is wrong with it when JSON is expected. */
interface Content {
  readonly text: string;
  readonly problem: Error | undefined;
}

/** Kept beside the public description of an answer, and collected with it. */
const contents = new WeakMap<ResponseInfo, Content>();

/** Remembers the body of an answer for `asResponse`. */
export function keepContent(response: ResponseInfo, content: Content): void {
  contents.set(response, content);
}

/** Makes one call look like the promise of its data. */
export function apiPromise<T>(call: Promise<WithResponse<T>>): ApiPromise<T> {
  const checked = call.then((result) => {
    const problem = contents.get(result.response)?.problem;
    if (problem) throw problem;
    return result;
  });
  const data = checked.then((result) => result.data);
  // The caller handles a failure of the promise that it asks for; the others must not report it as unhandled as well.
  checked.catch(() => undefined);
  return Object.assign(data, {
    withResponse: () => {
      data.catch(() => undefined);
      return checked;
    },
    asResponse: () => {
      data.catch(() => undefined);
      return call.then(({ response }) => fetchResponse(response));
    },
  });
}

function fetchResponse(response: ResponseInfo): Response {
  const { status, headers } = response;
  const body = STATUSES_WITHOUT_BODY.includes(status) ? null : (contents.get(response)?.text ?? '');
  return new Response(body, { status, headers });
}
