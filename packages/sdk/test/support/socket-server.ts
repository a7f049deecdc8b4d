import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface SocketServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Answers each connection's first bytes in whatever broken way the test wants. */
export async function startSocketServer(answer: (socket: Socket) => void): Promise<SocketServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    socket.once('data', () => answer(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
