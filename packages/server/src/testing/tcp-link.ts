import type { Socket } from 'node:net';

/** What happens to the connections through a proxy. */
export type NetworkFault =
  | { readonly kind: 'none' }
  /** Every chunk from either side arrives this much later, in order. */
  | { readonly kind: 'latency'; readonly delayMs: number }
  /** Connections open, and no byte passes in either direction: what was sent is lost. */
  | { readonly kind: 'blackhole' }
  /** No byte passes from the target to the client; the other direction works. */
  | { readonly kind: 'mute' }
  /** New connections are reset. */
  | { readonly kind: 'refusing' };

/** A client's connection to the proxy together with the proxy's connection to the target. */
export class TcpLink {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #directions: readonly Direction[];

  /** @param onSilenced is called once for each direction that loses bytes, and forwards nothing more */
  constructor(
    client: Socket,
    upstream: Socket,
    fault: () => NetworkFault,
    maxBytesToClient: number,
    onSilenced: () => void,
  ) {
    this.#client = client;
    this.#upstream = upstream;
    this.#directions = [
      new Direction(client, upstream, { fault, onSilenced, silencedBy: ['blackhole'] }),
      new Direction(upstream, client, {
        fault,
        onSilenced,
        silencedBy: ['blackhole', 'mute'],
        limit: { bytes: maxBytesToClient, reached: () => this.reset() },
      }),
    ];
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#upstream.resetAndDestroy();
  }

  leaveClientHalfOpen(): void {
    for (const direction of this.#directions) direction.silence();
    this.#upstream.destroy();
  }
}

interface DirectionOptions {
  readonly fault: () => NetworkFault;
  readonly onSilenced: () => void;
  readonly silencedBy: readonly NetworkFault['kind'][];
  readonly limit?: { readonly bytes: number; readonly reached: () => void };
}

/**
 * One direction of a connection. As TCP does, it delivers bytes in order or not at all: later ones wait for those that
 * are delayed, and once some were swallowed nothing more is delivered, even after the fault has ended.
 */
class Direction {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #options: DirectionOptions;
  readonly #delayed: { readonly chunk: Buffer; readonly dueMs: number }[] = [];
  #bytesLeft: number;
  #timer: NodeJS.Timeout | undefined;
  #silent = false;
  #ended = false;

  constructor(from: Socket, to: Socket, options: DirectionOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    this.#bytesLeft = options.limit?.bytes ?? Infinity;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.on('end', () => {
      this.#ended = true;
      this.#flush();
    });
    from.on('close', () => {
      clearTimeout(this.#timer);
      if (!this.#silent) to.destroy();
    });
    from.on('error', () => undefined); // these errors are what the proxy is for
  }

  silence(): void {
    this.#silent = true;
    this.#delayed.length = 0;
  }

  #take(chunk: Buffer): void {
    const fault = this.#options.fault();
    if (this.#options.silencedBy.includes(fault.kind) && !this.#silent) {
      this.#silent = true;
      this.#options.onSilenced();
    }
    if (this.#silent) return;
    const delayMs = fault.kind === 'latency' ? fault.delayMs : 0;
    this.#delayed.push({ chunk, dueMs: Math.max(this.#delayed.at(-1)?.dueMs ?? 0, performance.now() + delayMs) });
    this.#flush();
  }

  /** Delivers what is due, and sets a timer for the rest. */
  #flush(): void {
    clearTimeout(this.#timer);
    for (let next = this.#delayed[0]; next && next.dueMs <= performance.now(); next = this.#delayed[0]) {
      this.#delayed.shift();
      this.#deliver(next.chunk);
    }
    const [next] = this.#delayed;
    if (next) this.#timer = setTimeout(() => this.#flush(), Math.ceil(next.dueMs - performance.now()));
    else if (this.#ended && !this.#silent) this.#to.end();
  }

  #deliver(chunk: Buffer): void {
    if (this.#to.destroyed || this.#bytesLeft < 0) return;
    const fits = chunk.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= chunk.length;
    if (this.#bytesLeft < 0) {
      this.#to.write(fits, this.#options.limit?.reached);
    } else if (!this.#to.write(fits)) {
      this.#from.pause();
      this.#to.once('drain', () => this.#from.resume());
    }
  }
}
