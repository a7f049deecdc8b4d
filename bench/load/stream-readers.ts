import { get } from 'node:http';

/** The streams of each user, with a token of each. */
export interface StreamOptions {
  readonly url: string;
  readonly users: readonly string[];
  readonly streamsPerUser: number;
}

const TIMESTAMP = /"timestamp":"([^"]+)"/;

/**
 * Reads live streams in a process of its own. Says `open` when all have begun, and on the first message how many milliseconds
 * after its change each event arrived, by the clock of the machine.
 */
const { url, users, streamsPerUser } = JSON.parse(process.argv[2] ?? '{}') as StreamOptions;
const delaysMs: number[] = [];
let begun = 0;

/** Opens a stream; one that is refused is opened again when the answer says so. */
function open(token: string): void {
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
  get(`${url}/api/v1/events`, { headers }, (response) => {
    if (response.statusCode === 503) {
      response.resume();
      setTimeout(() => open(token), Number(response.headers['retry-after']) * 1_000);
      return;
    }
    if (response.statusCode !== 200) throw new Error(`A stream was answered with ${response.statusCode}`);
    begun += 1;
    if (begun === users.length * streamsPerUser) process.send?.('open');
    let line = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${line}${text}`.split('\n');
      line = lines.pop() ?? '';
      for (const complete of lines) {
        const time = TIMESTAMP.exec(complete)?.[1];
        if (time !== undefined) delaysMs.push(Date.now() - Date.parse(time));
      }
    });
  });
}

for (const token of users) for (let stream = 0; stream < streamsPerUser; stream += 1) open(token);

process.on('message', () => process.send?.(delaysMs, () => process.exit()));
process.on('disconnect', () => process.exit());
