import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { startTcpProxy, type TcpProxy } from '../../src/testing/tcp-proxy.js';
import { eventually } from '../../../../test/services/eventually.js';

describe('the TCP proxy', () => {
  let echo: Server;
  let proxy: TcpProxy;
  let clients: Socket[];

  beforeEach(async () => {
    clients = [];
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await startTcpProxy(() => [{ port: (echo.address() as AddressInfo).port }]);
  });

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await proxy.stop();
    await once(echo.close(), 'close');
  });

  /** A client of the echo server, the text it has received, and whether its connection has ended. */
  function open() {
    const socket = connect(proxy.port, '127.0.0.1');
    const state = { socket, received: '', closed: false };
    socket.setEncoding('utf8').on('data', (text: string) => (state.received += text));
    socket.on('error', () => undefined); // a reset, or the end of the stream if it arrives first
    socket.on('close', () => (state.closed = true));
    clients.push(socket);
    return state;
  }

  it('forwards in both directions, with the end of the stream', async () => {
    const client = open();
    client.socket.end('hello');
    await once(client.socket, 'close');
    expect(client.received).to.equal('hello');
  });

  it('delivers delayed bytes in order, also when the delay is removed meanwhile', async () => {
    const client = open();
    proxy.fault = { kind: 'latency', delayMs: 30 };
    client.socket.write('a');
    await eventually('the first byte is back', () => client.received === 'a');
    client.socket.write('b');
    await eventually('the echo was sent', () => client.socket.bytesWritten === 2);
    proxy.fault = { kind: 'none' };
    client.socket.write('c');
    await eventually('all is back', () => client.received === 'abc');
  });

  for (const kind of ['blackhole', 'mute'] as const) {
    it(`forwards nothing more on a connection that lost bytes to '${kind}', and everything on a new one`, async () => {
      const client = open();
      client.socket.write('a');
      await eventually('the link works', () => client.received === 'a');
      proxy.fault = { kind };
      client.socket.write('b');
      const other = open();
      other.socket.write('x');
      await eventually('both connections have lost bytes', () => proxy.silencedCount === 2);
      proxy.fault = { kind: 'none' };
      const third = open();
      third.socket.write('y');
      await eventually('a new connection works', () => third.received === 'y');
      expect(client.received).to.equal('a');
      proxy.reset();
      await eventually('they are reset', () => client.closed && third.closed);
    });
  }

  it("resets new connections while the fault is 'refusing'", async () => {
    proxy.fault = { kind: 'refusing' };
    const client = open();
    await eventually('it is reset', () => client.closed);
  });

  it('resets a connection, too, whose connection to the target is being opened', async () => {
    const { targets } = proxy;
    proxy.targets = () => {
      setImmediate(() => proxy.reset());
      return targets();
    };
    const client = open();
    client.socket.write('a');
    await eventually('it is reset', () => client.closed);
    expect(client.received).to.equal('');
  });

  for (const bytes of [0, 1, 4]) {
    it(`resets a connection after ${bytes} of 10 bytes`, async () => {
      proxy.cutAfter(() => bytes);
      const client = open();
      client.socket.write('0123456789');
      await eventually('it is reset', () => client.closed);
      expect(client.received).to.equal('0123456789'.slice(0, bytes));
    });
  }

  it('tries the next target when one does not accept, and resets when none does', async () => {
    const port = (echo.address() as AddressInfo).port;
    proxy.targets = () => [{ port: 1 }, { port }];
    for (const text of ['one', 'two']) {
      const client = open();
      client.socket.write(text);
      await eventually(`${text} is back`, () => client.received === text);
    }
    proxy.targets = () => [{ port: 1 }];
    const client = open();
    await eventually('it is reset', () => client.closed);
  });

  it('can be stopped twice', async () => {
    const client = open();
    client.socket.write('a');
    await eventually('the link works', () => client.received === 'a');
    await Promise.all([proxy.stop(), proxy.stop()]);
    await eventually('it is reset', () => client.closed);
  });
});
