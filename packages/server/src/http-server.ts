import { createServer as createHttpServer, type RequestListener, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connectionsFirst } from './http/connections-first.js';
import { HttpShutdown, type StopOptions } from './http-shutdown.js';
import { answerMalformedHttp } from './malformed-http.js';
import { openListener } from './open-listener.js';
import { listenerUrl } from './url-host.js';

/** Bounds on slow clients. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the 60 s of most load balancers, so that the balancer is the first to close an idle connection. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const CONNECTION_CHECK_INTERVAL_MS = 5_000;
const TLS_HANDSHAKE_TIMEOUT_MS = 10_000;

/** PEM texts. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Undefined for HTTP. */
  readonly https?: KeyPair | undefined;
}

export interface HttpServer {
  /** With the actual port; with `127.0.0.1` when it listens on every address. */
  readonly url: string;
  /** Uses this certificate for every connection from now on; connections that are open keep theirs. Without TLS, nothing. */
  useCertificate(pair: KeyPair): void;
  /** Every response from now on has `Connection: close`; new connections are still accepted. Idempotent. */
  announceStop(): void;
  /** Closes the listener without resetting a connection that waits to be accepted. */
  closeListener(): Promise<void>;
  /** Stops accepting connections, lets the requests in progress finish, and closes every connection. Idempotent. */
  stop(options: StopOptions): Promise<void>;
}

/** Listens on `host`:`port`. @throws ListenerError */
export async function listen(handler: RequestListener, { host, port, https }: ListenOptions): Promise<HttpServer> {
  const options: ServerOptions = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    connectionsCheckingInterval: CONNECTION_CHECK_INTERVAL_MS,
    requireHostHeader: false, // http/middleware/request-headers.ts checks it, and answers with a problem document
  };
  const secure = https && createHttpsServer({ ...options, ...tlsOptions(https) });
  const server = secure ?? createHttpServer(options);
  const shutdown = new HttpShutdown(server, connectionsFirst(server, handler));
  // Each request that is pipelined on a connection adds a listener, and a client may send any number of them.
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => socket.setMaxListeners(0));
  answerMalformedHttp(server);
  // An unknown expectation may be ignored (RFC 9110, section 10.1.1). Node's own answer would have no problem document.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  await openListener(server, host, port);

  const bound = server.address() as AddressInfo;
  let stopping: Promise<void> | undefined;
  return {
    url: listenerUrl(host, bound.port, secure ? 'https' : 'http'),
    useCertificate: (pair) => secure?.setSecureContext(tlsOptions(pair)),
    announceStop: () => shutdown.announce(),
    closeListener: () => shutdown.closeListenerWhenQuiet(),
    stop: (options) => (stopping ??= shutdown.stop(options)),
  };
}

function tlsOptions({ cert, key }: KeyPair) {
  return { cert, key, minVersion: 'TLSv1.2', handshakeTimeout: TLS_HANDSHAKE_TIMEOUT_MS } as const;
}
