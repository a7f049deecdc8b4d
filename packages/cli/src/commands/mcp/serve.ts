import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { Context } from '../../features/context.js';
import { packageVersion } from '../../version.js';
import type { Change } from '../../features/assistant/contract-operation.js';
import { createOrdersServer } from './orders-server.js';
import { connectService } from './service.js';

/** Serves until the client closes stdin, or the command is interrupted. Throws NotLoggedInError if there is no token. */
export async function serve(context: Context, allowed: ReadonlySet<Change>): Promise<void> {
  const { io, debug } = context;
  const [service, version] = await Promise.all([connectService(context), packageVersion()]);
  if (io.stdoutIsTerminal) io.log('An assistant starts this command: see orders mcp --help. Ctrl-D ends it.');

  const ended = untilEnd(context);
  const handle = serveStdio(() => createOrdersServer({ service, allowed, version }), {
    transport: new StdioServerTransport(io.stdin, io.stdout),
    onerror: (error) => debug(error.message),
  });
  await ended;
  await handle.close();
}

function untilEnd({ io: { stdin }, signal }: Context): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => resolve();
    stdin.once('end', end).once('close', end);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
