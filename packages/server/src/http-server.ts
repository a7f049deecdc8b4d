import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { presentProblem } from './http/problems/problem-document.js';
import { MalformedRequestError } from './http/problems/request-errors.js';
import { listenerUrl } from './url-host.js';

/** Bounds on slow clients, in milliseconds. Kept alive longer than a balancer's usual 60 s, so that it closes first. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const CONNECTION_CHECK_INTERVAL_MS = 5_000;
const IDLE_SWEEP_MS = 50;

export interface HttpServer {
  /** With the port that was bound; `127.0.0.1` stands for every address. */
  readonly url: string;
  /**
   * Stops accepting, lets requests under way finish for at most `graceMs`, then closes what is left. Connections that
   * are kept alive are closed after `idleMs`; who sends on one before is answered, and told to open another. Twice is
   * once.
   */
  stop(graceMs: number, idleMs?: number): Promise<void>;
}

/** Listens on `host`:`port`. @throws the socket's error, such as EADDRINUSE. */
export async function listen(handler: RequestListener, host: string, port: number): Promise<HttpServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTION_CHECK_INTERVAL_MS,
      requireHostHeader: false, // http/middleware/host-header.ts refuses its absence with a problem document
    },
    handler,
  );
  // Every request that is pipelined on a connection listens for its end, and a client may send any number.
  server.on('connection', (socket) => socket.setMaxListeners(0));
  server.on('clientError', answerMalformed);
  server.on('connect', (_request, socket: Socket) => answerMalformed(new Error('CONNECT is for proxies'), socket));
  // An expectation that is not known may be passed over (RFC 9110, section 10.1.1); Node's own answer has no body.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

  const bound = server.address() as AddressInfo;
  let stopping: Promise<void> | undefined;
  return {
    url: listenerUrl(host, bound.port),
    stop: (graceMs, idleMs = 0) => (stopping ??= stop(server, graceMs, idleMs)),
  };
}

/** What is not HTTP gets a problem document, too, where it can still be sent. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = presentProblem(
    new MalformedRequestError('The request is not well-formed HTTP, is too large, or took too long to arrive.'),
    'none',
  );
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'X-Request-Id: none',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

async function stop(server: Server, graceMs: number, idleMs: number): Promise<void> {
  // Whoever keeps a connection alive is told with the next answer to open no more requests on it.
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const closed = new Promise<void>((resolve) => closeListener(server, resolve));
  const idleSince = performance.now() + idleMs;
  const closeIdle = (): void => {
    if (performance.now() >= idleSince) server.closeIdleConnections();
  };
  const sweep = setInterval(closeIdle, IDLE_SWEEP_MS); // they become idle one by one
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
  closeIdle();
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}

/** As `Server.close` of http does, but for the idle connections that it would close at once. */
function closeListener(server: Server, closed: () => void): void {
  net.Server.prototype.close.call(server, closed);
}
