/** What is known of an answer beside its body. */
export interface ResponseInfo {
  readonly status: number;
  readonly headers: Headers;
  /** Names the request in the server's logs. */
  readonly requestId: string;
  /** How many times the request was sent until this answer came. */
  readonly attempts: number;
}

export interface WithResponse<T> {
  readonly data: T;
  readonly response: ResponseInfo;
}

/** The promise of a call's data, from which the rest of the answer can be asked for too. */
export interface ApiPromise<T> extends Promise<T> {
  /** The data together with status, headers, request id and the number of attempts. */
  withResponse(): Promise<WithResponse<T>>;
}

/** Makes one call look like the promise of its data. */
export function apiPromise<T>(call: Promise<WithResponse<T>>): ApiPromise<T> {
  const data = call.then((result) => result.data);
  return Object.assign(data, {
    withResponse: () => {
      // Whoever asks for the whole answer handles its failure there; `data` must not report it as unhandled as well.
      data.catch(() => undefined);
      return call;
    },
  });
}
