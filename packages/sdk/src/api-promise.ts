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
  /** Resolves to the data together with status, headers, request id and the number of attempts. */
  withResponse(): Promise<WithResponse<T>>;
}

/** Makes one call look like the promise of its data. */
export function apiPromise<T>(call: Promise<WithResponse<T>>): ApiPromise<T> {
  const data = call.then((result) => result.data);
  return Object.assign(data, {
    withResponse: () => {
      // The caller handles a failure of the returned promise; `data` must not report it as unhandled as well.
      data.catch(() => undefined);
      return call;
    },
  });
}
