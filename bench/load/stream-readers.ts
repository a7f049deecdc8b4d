import { connect } from 'node:net';

/**
 * Reads live streams in a process of its own: says `open` when all have begun, and on `finish` what has arrived until then. An
 * event's delay is the time since its change, by the clock of the machine.
 */
export interface StreamReading {
  readonly delaysMs: readonly number[];
  /** Streams that have ended. */
  readonly ended: number;
}

/** The streams of each user, with a token of each. */
export interface StreamOptions {
  readonly url: string;
  readonly users: readonly string[];
  readonly streamsPerUser: number;
}

const { url, users, streamsPerUser } = JSON.parse(process.argv[2] ?? '{}') as StreamOptions;
const tokens = users.flatMap((token) => Array<string>(streamsPerUser).fill(token));
const { hostname, port, host } = new URL(url);
const delaysMs: number[] = [];
let begun = 0;
let ended = 0;

/** Opens a stream; one that is refused is opened again when the answer says so. */
function open(token: string): void {
  const head = [`GET /api/v1/events HTTP/1.1`, `Host: ${host}`, `Authorization: Bearer ${token}`];
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let hasBegun = false;
  socket.on('connect', () => socket.write(`${head.join('\r\n')}\r\nAccept: text/event-stream\r\n\r\n`));
  socket.on('data', (text: string) => {
    if (!hasBegun && text.startsWith('HTTP/1.1 503 ')) {
      socket.destroy();
      setTimeout(() => open(token), Number(/Retry-After: (\d+)/i.exec(text)?.[1]) * 1_000);
      return;
    }
    if (!hasBegun) {
      if (!text.startsWith('HTTP/1.1 200 ')) throw new Error(`A stream was not opened: ${text}`);
      hasBegun = true;
      begun += 1;
      if (begun === tokens.length) process.send?.('open');
    }
    for (const [, time] of text.matchAll(/"timestamp":"([^"]+)"/g)) delaysMs.push(Date.now() - Date.parse(time!));
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (hasBegun) ended += 1;
  });
}

for (const token of tokens) open(token);

process.on('message', () => {
  const reading: StreamReading = { delaysMs, ended };
  process.send?.(reading, () => process.exit());
});
process.on('disconnect', () => process.exit());
