import http, { type IncomingMessage, type OutgoingHttpHeaders, type RequestOptions } from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { Cancellation } from './cancellation.js';

/** Far above any product, far below what would hurt. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Below the 5 s after which uvicorn closes an idle connection, so that ours are seldom found closed. */
const IDLE_CONNECTION_MS = 4_000;

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Undefined when it was larger than 1 MB; the rest was not read. */
  readonly body: Buffer | undefined;
}

export interface HttpGetter {
  /**
   * GETs `path` below the base URL; redirects are answers like others. A request that found its kept-alive connection
   * closed by the server is sent once more.
   * @throws the reason of `cancellation` once it is cancelled, at any stage; else the error of the socket or of the HTTP
   * parser.
   */
  get(path: string, headers: OutgoingHttpHeaders, cancellation: Cancellation): Promise<Answer>;
  close(): void;
}

/** GETs over a pool of kept-alive connections to one server. */
export function createHttpGetter(baseUrl: string, maxConnections: number): HttpGetter {
  const url = new URL(baseUrl);
  const { Agent, request } = url.protocol === 'https:' ? https : http;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: maxConnections,
    maxFreeSockets: maxConnections,
    timeout: IDLE_CONNECTION_MS,
    scheduling: 'lifo',
  });
  const { protocol, hostname, port, auth } = urlToHttpOptions(url);
  const server: RequestOptions = { protocol, hostname, port, ...(auth ? { auth } : {}) };
  const prefix = url.pathname.replace(/\/+$/, '');

  const send = (options: RequestOptions, cancellation: Cancellation) => attempt(request(options), cancellation);

  return {
    async get(path, headers, cancellation) {
      if (cancellation.reason) throw cancellation.reason;
      const options = { ...server, path: `${prefix}${path}`, headers };
      try {
        return await send({ ...options, agent }, cancellation);
      } catch (error) {
        if (!(error instanceof StaleConnectionError)) throw error;
        return send({ ...options, agent: false }, cancellation); // a connection of its own cannot be stale
      }
    },
    close: () => agent.destroy(),
  };
}

/** The server had closed the kept-alive connection before the request reached it. */
class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError';
}

function attempt(request: http.ClientRequest, cancellation: Cancellation): Promise<Answer> {
  return new Promise((resolve, reject) => {
    cancellation.whenCancelled((reason) => {
      reject(reason);
      request.destroy();
    });

    request.on('error', (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleConnectionError(error.message, { cause: error }) : error);
    });
    request.on('response', (response) => readAnswer(response, resolve, reject));
    request.end();
  });
}

function readAnswer(
  response: IncomingMessage,
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): void {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) {
      chunks.push(chunk);
    } else {
      resolve({ status, headers, body: undefined });
      response.destroy();
    }
  });
  response.on('end', () => resolve({ status, headers, body: Buffer.concat(chunks, size) }));
  response.on('error', reject);
}
