import { once } from 'node:events';
import { connect } from 'node:net';
import { AssertionError } from 'chai';
import { contractViolations, type WireAnswer } from './conformance.js';

const ANSWER_WITHIN_MS = 20_000;

/** Sends exactly these bytes; resolves to everything received until the server or `endOn` ends the connection. */
export async function exchange(url: string, bytes: string | Buffer, endOn?: RegExp): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text;
    if (endOn?.test(received)) socket.destroy();
  });
  socket.on('error', () => undefined); // the server may reset the connection after its response
  socket.write(bytes);
  await once(socket, 'close', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  return received;
}

/** Sends exactly these bytes as one request; checks the response against the contract. */
export async function sendRaw(
  url: string,
  bytes: string | Buffer,
  operation: Pick<WireAnswer, 'method' | 'target'> = { method: 'GET', target: '/nothing-of-the-contract' },
): Promise<WireAnswer & { readonly problem: Record<string, unknown> }> {
  const received = await exchange(url, bytes, /\r\n\r\n[^]*}$/);
  const [head = '', ...rest] = received.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const text = rest.join('\r\n\r\n');
  const answer = { ...operation, status: Number(statusLine.split(' ')[1]), headers, text };
  const faults = contractViolations(answer);
  if (faults.length > 0) throw new AssertionError(`${faults.join('; ')}: ${received.slice(0, 500)}`);
  return { ...answer, problem: JSON.parse(text) as Record<string, unknown> };
}
