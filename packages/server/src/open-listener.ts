import { once } from 'node:events';
import type { Server } from 'node:net';

/** A listener could not be opened. `code` is that of the system, such as EADDRINUSE. */
export class ListenerError extends Error {
  override readonly name = 'ListenerError';
  readonly host: string;
  readonly port: number;
  readonly code: string | undefined;

  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
    this.host = host;
    this.port = port;
    this.code = cause.code;
  }
}

/**
 * Connections that wait to be accepted. Behind Node.js's 511, a thousand clients that connect at once lose their first packet,
 * and send it again after 1, 3 or 7 seconds. Linux takes no more than `net.core.somaxconn`, which is 4096.
 */
const BACKLOG = 4_096;

/** Resolves when `server` listens on `host`:`port`. @throws ListenerError */
export async function openListener(server: Server, host: string, port: number): Promise<void> {
  server.listen({ port, host, backlog: BACKLOG });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ListenerError(host, port, error as NodeJS.ErrnoException);
  }
}
