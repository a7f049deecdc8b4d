import { expect } from 'chai';
import { ConfigurationError, createClient, type ClientOptions } from '../../src/index.js';
import { checkIdempotencyKey, clientSettings } from '../../src/http/settings.js';

describe('clientSettings', () => {
  it('fills in the defaults', () => {
    const settings = clientSettings({ baseUrl: 'http://localhost:8002/shop//' });
    expect(settings).to.include({ baseUrl: 'http://localhost:8002/shop', maxResponseBytes: 16_777_216 });
    expect(settings.limits).to.deep.equal({
      timeoutMs: 15_000,
      deadlineMs: 60_000,
      maxRetries: Infinity,
      maxConnectionRetries: Infinity,
    });
  });

  const url = 'http://localhost:8002';
  const rows: readonly [options: Partial<Record<keyof ClientOptions, unknown>>, message: RegExp][] = [
    [{}, /baseUrl must be an absolute URL such as http:\/\/localhost:8002, not undefined/],
    [{ baseUrl: '' }, /an empty text/],
    [{ baseUrl: new URL('http://localhost:8002') }, /must be an absolute URL/],
    [{ baseUrl: 'localhost:8002' }, /must be http: or https:, not localhost:/],
    [{ baseUrl: '/api' }, /not \/api/],
    [{ baseUrl: 'ftp://localhost' }, /not ftp:/],
    [{ baseUrl: 'http://me:hush@localhost' }, /user name or password/],
    [{ baseUrl: 'http://me@localhost' }, /user name or password/],
    [{ baseUrl: 'http://localhost?x=1' }, /query/],
    [{ baseUrl: 'http://localhost#x' }, /query or a fragment/],
    [{ baseUrl: url, token: '' }, /token is empty/],
    [{ baseUrl: url, token: 'hush hush' }, /token is empty or cannot be sent/],
    [{ baseUrl: url, timeoutMs: 0 }, /timeoutMs must be above 0/],
    [{ baseUrl: url, timeoutMs: Number.NaN }, /timeoutMs/],
    [{ baseUrl: url, deadlineMs: Infinity }, /deadlineMs must be above 0 and at most 2147483647/],
    [{ baseUrl: url, maxRetries: 1.5 }, /maxRetries must be a whole number/],
    [{ baseUrl: url, maxRetries: 101 }, /maxRetries/],
    [{ baseUrl: url, maxConnectionRetries: -1 }, /maxConnectionRetries must be a whole number from 0 to 100/],
    [{ baseUrl: url, maxResponseBytes: 0 }, /maxResponseBytes/],
    [{ baseUrl: url, headers: { 'x-a': 'hush\r\n' } }, /the header "x-a"/],
    [{ baseUrl: url, userAgent: 'a\nb' }, /the header "user-agent"/],
  ];
  for (const [options, message] of rows) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => createClient(options as unknown as ClientOptions))
        .to.throw(ConfigurationError, message)
        .with.property('message')
        .that.does.not.contain('hush');
    });
  }

  it('takes limits at their bounds', () => {
    const longest = 2 ** 31 - 1;
    for (const limits of [
      { timeoutMs: 1, deadlineMs: 1, maxRetries: 0, maxConnectionRetries: 0 },
      { timeoutMs: longest, deadlineMs: longest, maxRetries: 100, maxConnectionRetries: 100 },
    ]) {
      expect(clientSettings({ baseUrl: url, ...limits }).limits).to.deep.equal(limits);
    }
    expect(clientSettings({ baseUrl: url, maxResponseBytes: 1 })).to.include({ maxResponseBytes: 1 });
  });

  it('names everything that is wrong at once', () => {
    const options = { baseUrl: 'nowhere', token: '', timeoutMs: -1 };
    expect(() => createClient(options)).to.throw(/baseUrl.*token.*timeoutMs/);
  });
});

describe('checkIdempotencyKey', () => {
  it('takes 1 to 255 visible characters', () => {
    for (const key of ['!', '~'.repeat(255)]) checkIdempotencyKey(key);
    for (const key of ['', 'a b', '~'.repeat(256)]) {
      expect(() => checkIdempotencyKey(key)).to.throw(ConfigurationError, 'must be 1 to 255 visible ASCII characters');
    }
  });
});
