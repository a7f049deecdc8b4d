import { expect } from 'chai';
import { createClient, type ClientOptions, type Logger, type LogFields } from '../../src/index.js';
import { consoleLogger } from '../../src/http/console-logger.js';
import { rejection } from '../support/stub-service.js';

interface Line {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

function recorder(): Logger & { readonly lines: Line[] } {
  const lines: Line[] = [];
  const at = (level: string) => (message: string, fields: LogFields) => void lines.push({ level, message, fields });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn') };
}

/** The first attempt is answered with 503, the others with an order. */
function failingOnce(): typeof globalThis.fetch {
  let attempts = 0;
  return () => {
    attempts += 1;
    const headers = { 'retry-after': '0', 'set-cookie': 'session=hush' };
    return Promise.resolve(
      attempts === 1 ? new Response(null, { status: 503, headers }) : Response.json({ id: 257 }, { headers }),
    );
  };
}

function client(options: Partial<ClientOptions>) {
  return createClient({ baseUrl: 'http://orders.test', token: 'hush', fetch: failingOnce(), ...options });
}

const URL_257 = 'http://orders.test/api/v1/orders/257';

describe("the client's log", () => {
  afterEach(() => {
    delete process.env.ORDERS_LOG;
  });

  it('has each call at info, and what is repeated as a warning', async () => {
    const logger = recorder();
    await client({ logger, logLevel: 'info' }).orders.get(257);
    expect(logger.lines.map(({ level, message }) => `${level} ${message.replace(/\d+ ms/, 'n ms')}`)).to.deep.equal([
      `warn GET ${URL_257}: attempt 1 failed (503); the next one in n ms`,
      `info GET ${URL_257}: 200 in n ms`,
    ]);
    expect(logger.lines[1]?.fields).to.include({ method: 'GET', url: URL_257, attempts: 2, status: 200 });
    expect(logger.lines[1]?.fields.request_id).to.be.a('string');
  });

  it('has every attempt with its headers at debug, and no credential at any level', async () => {
    const logger = recorder();
    const own = client({ logger, logLevel: 'debug', headers: { 'x-api-key': 'hush' } });
    await own.request('GET', '/api/v2/reports?access_token=hush&year=2026');
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(['debug', 'debug', 'warn', 'debug', 'debug', 'info']);
    expect(logger.lines[0]?.fields.url).to.contain('access_token=[redacted]&year=2026');
    expect(logger.lines[0]?.fields.headers).to.include({ authorization: '[redacted]', 'x-api-key': '[redacted]' });
    expect(JSON.stringify(logger.lines)).not.to.contain('hush');
  });

  it('warns of a change of which nobody knows whether it was made', async () => {
    const logger = recorder();
    const fetch = () => Promise.reject(new TypeError('fetch failed'));
    await rejection(client({ logger, fetch }).orders.updateStatus(257, 'confirmed'));
    expect(logger.lines).to.have.lengthOf(1);
    expect(logger.lines[0]).to.deep.include({ level: 'warn' });
    expect(logger.lines[0]?.fields).to.include({ error: 'ConnectionError', outcome_unknown: true });
  });

  for (const [level, expected] of [
    ['debug', 5 + 1],
    [' INFO ', 2],
    ['warn', 1],
    ['off', 0],
    ['loud', 1],
    [undefined, 1],
  ] as const) {
    it(`has ${expected} lines where ORDERS_LOG is ${level}, with a logger`, async () => {
      if (level !== undefined) process.env.ORDERS_LOG = level;
      const logger = recorder();
      await client({ logger }).orders.get(257);
      expect(logger.lines).to.have.lengthOf(expected);
    });
  }

  it('goes to standard error where the program has no logger, one line each', async () => {
    const written: string[] = [];
    const { console: terminal } = globalThis;
    const { warn, log } = terminal;
    terminal.warn = (...parts: unknown[]) => void written.push(parts.join(' '));
    terminal.log = () => expect.fail('Standard output belongs to the program.');
    try {
      await client({}).orders.get(257);
      expect(written).to.deep.equal([]);
      process.env.ORDERS_LOG = 'info';
      await client({}).orders.get(257);
      consoleLogger.debug('a line', { attempt: 1 });
    } finally {
      terminal.warn = warn;
      terminal.log = log;
    }
    expect(written).to.have.lengthOf(3);
    expect(written[1]).to.match(/^\[orders\] info: GET http.*: 200 in \d+ ms \{"method":"GET".*\}$/);
    expect(written[2]).to.equal('[orders] debug: a line {"attempt":1}');
  });

  it('does not change a call when the logger fails, and leaves the hooks of the program', async () => {
    const retries: number[] = [];
    const fail = () => {
      throw new Error('disk full');
    };
    const logger = { debug: fail, info: fail, warn: fail };
    const hooks = { onRetry: ({ attempt }: { attempt: number }) => void retries.push(attempt) };
    expect(await client({ logger, logLevel: 'debug', hooks }).orders.get(257)).to.deep.equal({ id: 257 });
    expect(retries).to.deep.equal([1]);
  });

  it('refuses a level that there is not', () => {
    expect(() => client({ logLevel: 'loud' as 'info' })).to.throw(/logLevel must be one of debug, info, warn, off/);
  });
});
