interface Call<V> {
  readonly answer: Promise<V>;
  readonly controller: AbortController;
  waiting: number;
  settled: boolean;
}

/** A share in a call. Who took one must give it back by `leave`, once, whether or not the answer has come. */
export interface Share<V> {
  readonly answer: Promise<V>;
  leave(): void;
}

/** Lets everyone who wants the same at the same time wait for one call. It is aborted when the last of them has left. */
export class SharedCalls<K, V> {
  readonly #underWay = new Map<K, Call<V>>();

  /** Joins the call for `key` that is under way, or starts one; `start` gets the controller that aborts it. */
  join(key: K, start: (controller: AbortController) => Promise<V>): Share<V> {
    const call = this.#underWay.get(key) ?? this.#begin(key, start);
    call.waiting += 1;
    return {
      answer: call.answer,
      leave: () => {
        call.waiting -= 1;
        if (call.waiting > 0 || call.settled) return;
        this.#end(key, call); // nobody may join a call that is being aborted
        call.controller.abort();
      },
    };
  }

  #begin(key: K, start: (controller: AbortController) => Promise<V>): Call<V> {
    const controller = new AbortController();
    const call: Call<V> = { answer: start(controller), controller, waiting: 0, settled: false };
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
