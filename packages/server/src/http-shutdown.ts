import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import net, { type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { InProgress } from './concurrency/in-progress.js';

const IDLE_SWEEP_INTERVAL_MS = 50;

/** While new requests wait, how long no connection may arrive before the listener is closed. */
const QUIET_MS = 50;
const QUIET_CHECK_INTERVAL_MS = 10;
const MAX_QUIET_WAIT_MS = 1_000;

export interface StopOptions {
  /** How long requests in progress may take. After that their connections are closed. */
  readonly drainMs: number;
  /** How long idle connections stay open. A request on one before that gets a response with `Connection: close`. */
  readonly idleMs?: number;
}

/** Ends a server without resetting a request. */
export class HttpShutdown {
  readonly #server: Server;
  /** The sockets of every open connection. */
  readonly #connections = new Set<Socket>();
  /** Those that are not finished. */
  readonly #responses = new InProgress<ServerResponse>();
  #isAnnounced = false;
  /** Requests that wait until the listener is closed; undefined when none has to. */
  #held: (() => void)[] | undefined;
  #acceptedAtMs = 0;

  /** @param handler is called for every request of `server`, for which this sets the listeners */
  constructor(server: Server, handler: RequestListener) {
    this.#server = server;
    // With TLS a connection has two sockets: bytes of the handshake count for the first, those of requests for the second.
    for (const event of ['connection', 'secureConnection']) {
      server.on(event, (socket: Socket) => this.#accept(socket));
    }
    server.on('request', (request, response) => this.#receive(request, response, handler));
  }

  /**
   * From now on every response asks the client to send no more requests on its connection, and new connections are still
   * accepted. A client, or the balancer in front, then sends its next request elsewhere. Idempotent.
   */
  announce(): void {
    this.#isAnnounced = true;
    for (const response of this.#responses) askToClose(response);
  }

  /**
   * Closes the listener once no connection arrives. The kernel resets connections that wait to be accepted when their
   * listener is closed. Clients that wait for a response open no connection, so requests that arrive now wait until then.
   */
  async closeListenerWhenQuiet(): Promise<void> {
    this.announce();
    this.#held = [];
    const giveUpAtMs = performance.now() + MAX_QUIET_WAIT_MS;
    do {
      await wait(QUIET_CHECK_INTERVAL_MS);
      await nextTurn(); // the event loop has looked for connections after the timer, even if it was late
    } while (performance.now() - this.#acceptedAtMs < QUIET_MS && performance.now() < giveUpAtMs);
    this.#closeListener();
    const held = this.#held;
    this.#held = undefined;
    for (const handle of held) handle();
  }

  /** Closes the listener, and resolves when every connection is closed. */
  async stop({ drainMs, idleMs = 0 }: StopOptions): Promise<void> {
    this.announce();
    this.#closeListener();
    const closeIdleAtMs = performance.now() + idleMs;
    const closeIdle = (): void => {
      if (performance.now() >= closeIdleAtMs) this.#closeIdleConnections();
    };
    const sweep = setInterval(closeIdle, IDLE_SWEEP_INTERVAL_MS); // connections become idle one by one
    const deadline = setTimeout(() => this.#closeAllConnections(), drainMs);
    closeIdle();
    await this.#allClosed();
    clearInterval(sweep);
    clearTimeout(deadline);
  }

  #accept(socket: Socket): void {
    this.#acceptedAtMs = performance.now();
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
  }

  #receive(request: IncomingMessage, response: ServerResponse, handler: RequestListener): void {
    const unfinished = this.#responses.add(response);
    response.on('close', () => this.#responses.remove(unfinished));
    if (this.#isAnnounced) askToClose(response);
    if (this.#held) this.#held.push(() => handler(request, response));
    else handler(request, response);
  }

  /** `Server.close` of http would also close idle connections at once; that of net does not. */
  #closeListener(): void {
    if (this.#server.listening) net.Server.prototype.close.call(this.#server);
  }

  /** A connection on which nothing was received is not idle to Node.js: it waits for headers. */
  #closeIdleConnections(): void {
    this.#server.closeIdleConnections();
    for (const socket of this.#connections) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Node.js does not know a connection whose handshake of TLS is not finished. */
  #closeAllConnections(): void {
    this.#server.closeAllConnections();
    for (const socket of this.#connections) socket.destroy();
  }

  async #allClosed(): Promise<void> {
    const sockets = [...this.#connections];
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  }
}

function askToClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
