import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describeCertificate, type Certificate } from './certificate.js';

const TIMEOUT_MS = 5_000;

export interface Peer {
  readonly host: string;
  readonly port: number;
  /** What precedes the handshake: nothing, or the request for TLS of PostgreSQL's protocol. */
  readonly startTls?: 'postgres';
  /** Whether the server may have no TLS. */
  readonly isOptional?: boolean;
}

/** SSLRequest (https://www.postgresql.org/docs/current/protocol-message-formats.html), which is answered by S for yes. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const YES = 'S'.charCodeAt(0);

/**
 * The certificate that a server shows, trusted or not, so that an expired one can be named. Nothing is sent over the
 * connection. Undefined if the server cannot be reached, or shows none.
 */
export async function readPeerCertificate({ host, port, startTls }: Peer): Promise<Certificate | undefined> {
  const socket = connectTcp({ host, port });
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
  socket.on('error', () => undefined); // its close is awaited
  const closed = once(socket, 'close').then(() => undefined);
  try {
    return await Promise.race([handshake(socket, host, startTls), closed]);
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

async function handshake(socket: Socket, host: string, startTls: Peer['startTls']): Promise<Certificate | undefined> {
  await once(socket, 'connect');
  if (startTls === 'postgres') {
    socket.write(SSL_REQUEST);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (answer[0] !== YES) return undefined;
  }
  // Trust is checked by the connection that is used; here a certificate that is not trusted has to be read, too.
  const secure = connectTls({ socket, rejectUnauthorized: false, ...(isIP(host) === 0 && { servername: host }) });
  secure.on('error', () => undefined);
  await Promise.race([once(secure, 'secureConnect'), once(secure, 'close')]);
  const { raw } = secure.getPeerCertificate() as { raw?: Buffer };
  secure.destroy();
  return raw && describeCertificate(new X509Certificate(raw));
}
