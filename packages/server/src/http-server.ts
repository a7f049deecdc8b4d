import { createServer, type RequestListener, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { answerMalformedHttp } from './malformed-http.js';
import { openListener } from './open-listener.js';
import { listenerUrl } from './url-host.js';

/** Bounds on slow clients. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the 60 s of most load balancers, so that the balancer is the first to close an idle connection. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const CONNECTION_CHECK_INTERVAL_MS = 5_000;
const IDLE_SWEEP_INTERVAL_MS = 50;

export interface HttpServer {
  /** With the actual port; with `127.0.0.1` when it listens on every address. */
  readonly url: string;
  /**
   * Stops accepting connections, and closes those that are left after `drainMs`. Until then requests in progress finish.
   * Idle connections are closed after `idleMs`; a request on one before that gets a response with `Connection: close`.
   * Idempotent.
   */
  stop(drainMs: number, idleMs?: number): Promise<void>;
}

/** Listens on `host`:`port`. @throws ListenerError */
export async function listen(handler: RequestListener, host: string, port: number): Promise<HttpServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTION_CHECK_INTERVAL_MS,
      requireHostHeader: false, // http/middleware/request-headers.ts checks it, and answers with a problem document
    },
    handler,
  );
  // Each request that is pipelined on a connection adds a listener, and a client may send any number of them.
  server.on('connection', (socket) => socket.setMaxListeners(0));
  answerMalformedHttp(server);
  // An unknown expectation may be ignored (RFC 9110, section 10.1.1). Node's own answer would have no problem document.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  await openListener(server, host, port);

  const bound = server.address() as AddressInfo;
  let stopping: Promise<void> | undefined;
  return {
    url: listenerUrl(host, bound.port),
    stop: (drainMs, idleMs = 0) => (stopping ??= stop(server, drainMs, idleMs)),
  };
}

async function stop(server: Server, drainMs: number, idleMs: number): Promise<void> {
  // The next response on a kept-alive connection asks the client to send no more requests on it.
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const closed = new Promise<void>((resolve) => closeListener(server, resolve));
  const closeIdleAtMs = performance.now() + idleMs;
  const closeIdle = (): void => {
    if (performance.now() >= closeIdleAtMs) server.closeIdleConnections();
  };
  const sweep = setInterval(closeIdle, IDLE_SWEEP_INTERVAL_MS); // connections become idle one by one
  const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
  closeIdle();
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}

/** `Server.close` of http would also close idle connections at once; that of net does not. */
function closeListener(server: Server, closed: () => void): void {
  net.Server.prototype.close.call(server, closed);
}
