import { CancelToken } from './cancel-token.js';

interface Call<V> {
  readonly result: Promise<V>;
  readonly token: CancelToken;
  callers: number;
  isSettled: boolean;
}

/** A call that several callers wait for. Each of them has to call `leave` once, whether or not it has the result. */
export interface SharedCall<V> {
  readonly result: Promise<V>;
  leave(): void;
}

/** Concurrent calls with the same key share one call. It is cancelled when the last of its callers has left. */
export class SingleFlight<K, V> {
  readonly #calls = new Map<K, Call<V>>();

  /** Whether a call for `key` is in flight. */
  has(key: K): boolean {
    return this.#calls.has(key);
  }

  /** Joins the call for `key` that is in flight, or starts one. `start` has to stop when its token is cancelled. */
  join(key: K, start: (token: CancelToken) => Promise<V>): SharedCall<V> {
    const call = this.#calls.get(key) ?? this.#begin(key, start);
    call.callers += 1;
    return {
      result: call.result,
      leave: () => {
        call.callers -= 1;
        if (call.callers > 0 || call.isSettled) return;
        this.#end(key, call); // so that no caller joins a cancelled call
        call.token.cancel(new Error('every caller has left'));
      },
    };
  }

  #begin(key: K, start: (token: CancelToken) => Promise<V>): Call<V> {
    const token = new CancelToken();
    const call: Call<V> = { result: start(token), token, callers: 0, isSettled: false };
    const onSettled = (): void => {
      call.isSettled = true;
      this.#end(key, call);
    };
    call.result.then(onSettled, onSettled); // also handles a rejection that no caller waits for any more
    this.#calls.set(key, call);
    return call;
  }

  #end(key: K, call: Call<V>): void {
    if (this.#calls.get(key) === call) this.#calls.delete(key);
  }
}
