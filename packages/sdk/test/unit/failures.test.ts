import { expect } from 'chai';
import {
  AbortedError,
  ApiError,
  ConnectionError,
  TimeoutError,
  UnexpectedResponseError,
  type OrderServiceError,
} from '../../src/index.js';
import { Interruption } from '../../src/http/deadline.js';
import {
  answerFailure,
  connectionFailure,
  interruptionError,
  notAStreamFailure,
  timeoutFailure,
  tooLongFailure,
  type AnswerHead,
} from '../../src/http/failures.js';
import { parseJson, type Json } from '../../src/http/response-body.js';
import { aProblem } from '../support/stub-service.js';

const ORIGIN = 'http://orders.test';

interface GivenAnswer extends AnswerHead {
  readonly json: Json | undefined;
}

function answer(status: number, contentType: string | undefined, body: unknown): GivenAnswer {
  const headers = new Headers(contentType === undefined ? {} : { 'content-type': contentType });
  return { status, headers, json: typeof body === 'string' ? parseJson(body) : { value: body } };
}

describe('answerFailure', () => {
  const json = 'application/json; charset=utf-8';
  const problem = 'application/problem+json';

  for (const [name, good] of [
    ['200 with JSON', answer(200, json, { id: 1 })],
    ['201 with JSON', answer(201, json, { id: 1 })],
    ['200 with JSON null', answer(200, json, 'null')],
    ['304 with nothing', answer(304, undefined, '')],
  ] as const) {
    it(`finds nothing wrong with ${name}`, () => {
      expect(answerFailure(good, good.json)).to.equal(undefined);
    });
  }

  const rows: readonly [name: string, GivenAnswer, kind: string, error: unknown, message: RegExp][] = [
    [
      'a problem',
      answer(409, problem, aProblem(409, 'insufficient_stock')),
      'error_status',
      ApiError,
      /insufficient_stock/,
    ],
    [
      'a problem under plain JSON',
      answer(404, json, aProblem(404, 'order_not_found')),
      'error_status',
      ApiError,
      /order_/,
    ],
    ['a problem of a newer service', answer(418, problem, aProblem(418, 'teapot')), 'error_status', ApiError, /teapot/],
    [
      'an HTML error page',
      answer(502, 'text/html', '<h1>Bad gateway</h1>'),
      'error_status',
      UnexpectedResponseError,
      /502/,
    ],
    [
      'JSON that is no problem',
      answer(404, json, { detail: 'Not Found' }),
      'error_status',
      UnexpectedResponseError,
      /404/,
    ],
    ['a problem cut short', answer(500, problem, '{"type":"/pro'), 'error_status', UnexpectedResponseError, /500/],
    ['an error with no body', answer(503, undefined, ''), 'error_status', UnexpectedResponseError, /no content type/],
    ['a problem that is null', answer(500, problem, 'null'), 'error_status', UnexpectedResponseError, /500/],
    ['a page that says 200', answer(200, 'text/html', '<html>'), 'unexpected', UnexpectedResponseError, /base URL/],
    ['the first of the redirects', answer(300, json, {}), 'unexpected', UnexpectedResponseError, /redirect/],
    ['the first of the errors', answer(400, json, {}), 'error_status', UnexpectedResponseError, /400/],
    ['a redirect', answer(302, undefined, ''), 'unexpected', UnexpectedResponseError, /redirect/],
    ["a browser's hidden redirect", answer(0, undefined, ''), 'unexpected', UnexpectedResponseError, /redirect/],
    ['JSON cut short', answer(200, json, '{"id":1,"it'), 'unreadable', UnexpectedResponseError, /not complete JSON/],
    ['JSON that is empty', answer(200, json, ''), 'unreadable', UnexpectedResponseError, /not complete JSON/],
  ];

  for (const [name, given, kind, error, message] of rows) {
    it(`takes ${name} for ${kind}`, () => {
      const failure = answerFailure(given, given.json);
      expect(failure).to.include({ kind, status: given.status });
      const thrown = failure?.toError({ attempts: 1 });
      expect(thrown).to.be.instanceOf(error);
      expect(thrown).to.have.property('status', given.status);
      expect(thrown?.message).to.match(message);
    });
  }

  it('keeps what the service asked for in Retry-After', () => {
    const busy = answer(503, 'text/plain', 'busy');
    busy.headers.set('retry-after', '7');
    expect(answerFailure(busy, busy.json)).to.have.property('retryAfter', '7');
  });

  it('finds the same in the problem where no header is shown', () => {
    const limited = answer(429, problem, aProblem(429, 'rate_limited', { retry_after: 7 }));
    expect(answerFailure(limited, limited.json)).to.have.property('retryAfter', '7');
  });

  it('reports the content type, and nothing of the body, of an unexpected answer', () => {
    const page = answer(502, 'text/html', '<p>token=abc</p>');
    const error = answerFailure(page, page.json)?.toError({});
    expect(error).to.have.property('contentType', 'text/html');
    expect(JSON.stringify(error) + String(error?.message)).not.to.contain('abc');
  });
});

describe('connectionFailure', () => {
  const coded = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
  const rows: readonly [name: string, cause: unknown, kind: string, message: RegExp][] = [
    ['refused', new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }), 'unreachable', /refused/],
    ['no such host', new TypeError('fetch failed', { cause: coded('ENOTFOUND') }), 'unknown_host', /no such host/],
    ['DNS away', new TypeError('fetch failed', { cause: coded('EAI_AGAIN') }), 'unreachable', /looked up/],
    ['no route', new TypeError('fetch failed', { cause: coded('EHOSTUNREACH') }), 'unreachable', /no route/],
    ['reset', new TypeError('fetch failed', { cause: coded('ECONNRESET') }), 'connection_lost', /connect ECONNRESET/],
    ['socket closed', new TypeError('terminated', { cause: coded('UND_ERR_SOCKET') }), 'connection_lost', /failed/],
    ["a browser's", new TypeError('Failed to fetch'), 'connection_lost', /Failed to fetch/],
    ['not an error', 'oops', 'connection_lost', /oops/],
  ];
  for (const [name, cause, kind, message] of rows) {
    it(`takes ${name} for ${kind}`, () => {
      const failure = connectionFailure(cause, ORIGIN);
      expect(failure.kind).to.equal(kind);
      const error = failure.toError({ attempts: 2 });
      expect(error).to.be.instanceOf(ConnectionError);
      expect(error.message).to.contain(ORIGIN).and.match(message);
      expect(error).to.include({ cause, attempts: 2 });
    });
  }

  it('finds the code of the eighth cause, and not of one behind it', () => {
    const at = (depth: number): Error =>
      depth === 0 ? coded('ECONNREFUSED') : new Error(`cause ${depth}`, { cause: at(depth - 1) });
    expect(connectionFailure(at(7), ORIGIN).kind).to.equal('unreachable');
    expect(connectionFailure(at(8), ORIGIN).kind).to.equal('connection_lost');
    expect(connectionFailure(new Error('reset', { cause: new Error('the innermost') }), ORIGIN).toError({}).message) //
      .to.equal(`The connection to ${ORIGIN} failed: the innermost`);
  });

  it('does not take a number for a code, as a DOMException has one', () => {
    const aborted = Object.assign(new Error('aborted', { cause: coded('ECONNREFUSED') }), { code: 20 });
    expect(connectionFailure(aborted, ORIGIN).kind).to.equal('unreachable');
  });

  it('does not follow causes in circles', () => {
    const [first, second, third] = [new Error('first'), new Error('second'), new Error('third')];
    [first.cause, second.cause, third.cause] = [second, third, first];
    const failure = connectionFailure(first, ORIGIN);
    expect(failure.kind).to.equal('connection_lost');
    expect(failure.toError({}).message).to.equal(`The connection to ${ORIGIN} failed: Error: third`);
  });
});

describe('the other failures', () => {
  it('names the limit that an attempt passed', () => {
    const error = timeoutFailure(250, ORIGIN).toError({ outcomeUnknown: true });
    expect(error).to.be.instanceOf(TimeoutError).and.include({ timeoutMs: 250, outcomeUnknown: true });
  });

  it('names what came instead of an event stream', () => {
    for (const [type, words] of [
      ['text/html', 'text/html'],
      [undefined, 'no content type'],
    ] as const) {
      const failure = notAStreamFailure(answer(200, type, ''));
      expect(failure).to.include({ kind: 'unexpected', status: 200 });
      expect(failure.toError({}).message).to.equal(`Expected an event stream and got ${words}: check the base URL.`);
    }
  });

  it('names the limit that a body passed', () => {
    const error = tooLongFailure(answer(200, 'application/json', ''), 1_024).toError({});
    expect(error).to.be.instanceOf(UnexpectedResponseError);
    expect(error.message).to.contain('1024 bytes');
  });

  it("distinguishes the caller's abort from the deadline, and keeps the reason of both", () => {
    const reason = new Error('the user left');
    const aborted: OrderServiceError = interruptionError(new Interruption('aborted', reason), 1_000, {});
    expect(aborted).to.be.instanceOf(AbortedError).and.include({ cause: reason });

    const late = interruptionError(new Interruption('deadline'), 1_000, {}, timeoutFailure(250, ORIGIN));
    expect(late).to.be.instanceOf(TimeoutError).and.include({ timeoutMs: 1_000 });
    expect(late.cause).to.be.instanceOf(TimeoutError).and.include({ timeoutMs: 250 });
  });
});
