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

/** Resolves when `server` listens on `host`:`port`. @throws ListenerError */
export async function openListener(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ListenerError(host, port, error as NodeJS.ErrnoException);
  }
}
