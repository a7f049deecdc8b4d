import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { InProgress } from './concurrency/in-progress.js';
import { presentProblem } from './http/problems/problem-document.js';
import { MalformedRequestError } from './http/problems/request-errors.js';

/** How long a client may keep a connection open after the answer that closes it. */
const MAX_LINGER_MS = 5_000;

/** What was received on a connection. */
interface Connection {
  /** The answers that are not finished. */
  readonly unfinished: InProgress<ServerResponse>;
  /** The answer to the last request. */
  last: ServerResponse | undefined;
  /** Whether something was received that is not HTTP. Nothing that follows it is read as a request. */
  malformed: boolean;
}

/**
 * Answers malformed HTTP with a problem document, and closes the connection. Answers to the requests that were received
 * before on the same connection are finished first, live streams included, because a client takes the first answer for
 * that to its first request, and everything within an answer for its body.
 */
export function answerMalformedHttp(server: Server): void {
  const connections = new WeakMap<Socket, Connection>();

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known) return known;
    const connection: Connection = { unfinished: new InProgress(), last: undefined, malformed: false };
    connections.set(socket, connection);
    return connection;
  }

  function malformed(socket: Socket): void {
    const connection = connectionOf(socket);
    if (connection.malformed) return; // every further piece that is received is reported again
    connection.malformed = true;
    answerWhenFinished(connection, socket);
  }

  server.prependListener('request', ({ socket }, response) => {
    const connection = connectionOf(socket);
    connection.last = response;
    const unfinished = connection.unfinished.add(response);
    response.on('close', () => {
      connection.unfinished.remove(unfinished);
      if (connection.malformed) answerWhenFinished(connection, socket);
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else malformed(socket);
  });
  server.on('connect', (_request, socket: Socket) => {
    socket.on('error', () => socket.destroy()); // Node.js has removed its own listener, and an error without one ends the process
    malformed(socket);
  });
}

function answerWhenFinished({ unfinished, last }: Connection, socket: Socket): void {
  // A request whose body is malformed or incomplete is not waited for, unless its answer has begun.
  if ([...unfinished].some(({ req, headersSent }) => req.complete || headersSent)) return;
  if (!socket.writable) return;
  const isAnswered = last?.req.complete === false && last.headersSent;
  socket.end(isAnswered ? '' : malformedAnswer());
  const linger = setTimeout(() => socket.destroy(), MAX_LINGER_MS);
  socket.once('close', () => clearTimeout(linger));
}

function malformedAnswer(): string {
  const { status, headers, body } = presentProblem(
    new MalformedRequestError('The request is not well-formed HTTP, is too large, or took too long to arrive.'),
    'none',
  );
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'X-Request-Id: none',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
