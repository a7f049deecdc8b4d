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

  /** Joins the call for `key` that is in flight; undefined if there is none. */
  join(key: K): SharedCall<V> | undefined {
    const call = this.#calls.get(key);
    return call && this.#share(key, call);
  }

  /** Starts the call for `key`, which others can join. `begin` has to stop when its token is cancelled. */
  start(key: K, begin: (token: CancelToken) => Promise<V>): SharedCall<V> {
    return this.#share(key, this.#begin(key, begin));
  }

  #share(key: K, call: Call<V>): SharedCall<V> {
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

  #begin(key: K, begin: (token: CancelToken) => Promise<V>): Call<V> {
    const token = new CancelToken();
    const call: Call<V> = { result: begin(token), token, callers: 0, isSettled: false };
    const onSettled = (): void => {
      call.isSettled = true;
      token.end();
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
