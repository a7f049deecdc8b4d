import { Cancellation } from './cancellation.js';

interface Call<V> {
  readonly answer: Promise<V>;
  readonly cancellation: Cancellation;
  waiting: number;
  settled: boolean;
}

/** A share in a call. Who took one must give it back by `leave`, once, whether or not the answer has come. */
export interface Share<V> {
  readonly answer: Promise<V>;
  leave(): void;
}

/** Lets everyone who wants the same at the same time wait for one call. It is cancelled when the last of them has left. */
export class SharedCalls<K, V> {
  readonly #underWay = new Map<K, Call<V>>();

  /** Joins the call for `key` that is under way, or starts one; `start` gets what cancels it. */
  join(key: K, start: (cancellation: Cancellation) => Promise<V>): Share<V> {
    const call = this.#underWay.get(key) ?? this.#begin(key, start);
    call.waiting += 1;
    return {
      answer: call.answer,
      leave: () => {
        call.waiting -= 1;
        if (call.waiting > 0 || call.settled) return;
        this.#end(key, call); // nobody may join a call that is being cancelled
        call.cancellation.cancel(new Error('nobody waits for the answer any more'));
      },
    };
  }

  #begin(key: K, start: (cancellation: Cancellation) => Promise<V>): Call<V> {
    const cancellation = new Cancellation();
    const call: Call<V> = { answer: start(cancellation), cancellation, waiting: 0, settled: false };
    const end = () => {
      call.settled = true;
      this.#end(key, call);
    };
    call.answer.then(end, end); // also keeps a failure that nobody waits for from being an unhandled rejection
    this.#underWay.set(key, call);
    return call;
  }

  #end(key: K, call: Call<V>): void {
    if (this.#underWay.get(key) === call) this.#underWay.delete(key);
  }
}
