import { expect } from 'chai';
import fc from 'fast-check';
import {
  backoffMs,
  guardOf,
  isFault,
  isRetryable,
  mayHaveBeenProcessed,
  RETRY_RULES,
  retryAfterMs,
  retryDelayMs,
  type FailureSummary,
} from '../../src/http/retry-policy.js';

describe('isRetryable', () => {
  const unguarded = 'unguarded';
  const guards = ['safe', 'keyed', 'conditional', 'idempotent'] as const;

  const rows: readonly [name: string, failure: FailureSummary, guarded: boolean, alone: boolean, perhaps: boolean][] = [
    ['no connection', { kind: 'unreachable' }, true, true, false],
    ['connection lost', { kind: 'connection_lost' }, true, false, true],
    ['no such host', { kind: 'unknown_host' }, true, true, false],
    ['time-out', { kind: 'timeout' }, true, false, true],
    ['success, body cut short', { kind: 'unreadable', status: 200 }, true, false, true],
    ['408', { kind: 'error_status', status: 408 }, true, false, true],
    ['409 key in use', { kind: 'error_status', status: 409, code: 'idempotency_key_in_use' }, true, false, true],
    ['409 stock', { kind: 'error_status', status: 409, code: 'insufficient_stock' }, false, false, false],
    ['429', { kind: 'error_status', status: 429, code: 'rate_limited' }, true, true, false],
    ['429 of a proxy', { kind: 'error_status', status: 429 }, true, true, false],
    ['500', { kind: 'error_status', status: 500, code: 'internal_error' }, true, false, true],
    ['502 of a proxy', { kind: 'error_status', status: 502 }, true, false, true],
    ['502 product', { kind: 'error_status', status: 502, code: 'product_service_invalid_response' }, true, true, false],
    ['503 of a proxy', { kind: 'error_status', status: 503 }, true, false, true],
    ['503 database', { kind: 'error_status', status: 503, code: 'database_unavailable' }, true, true, false],
    ['503 lane elsewhere', { kind: 'error_status', status: 503, code: 'lane_elsewhere' }, true, true, false],
    ['503 overloaded', { kind: 'error_status', status: 503, code: 'service_overloaded' }, true, true, false],
    ['503 product', { kind: 'error_status', status: 503, code: 'product_service_unavailable' }, true, true, false],
    ['503 schema', { kind: 'error_status', status: 503, code: 'schema_not_ready' }, true, true, false],
    ['503 sign-in', { kind: 'error_status', status: 503, code: 'identity_provider_unavailable' }, true, true, false],
    ['503 unknown', { kind: 'error_status', status: 503, code: 'outcome_unknown' }, true, false, true],
    ['504 of a proxy', { kind: 'error_status', status: 504 }, true, false, true],
    ['504 product', { kind: 'error_status', status: 504, code: 'product_service_timeout' }, true, true, false],
    ['400', { kind: 'error_status', status: 400, code: 'malformed_json' }, false, false, false],
    ['401', { kind: 'error_status', status: 401, code: 'token_expired' }, false, false, false],
    ['404', { kind: 'error_status', status: 404, code: 'order_not_found' }, false, false, false],
    ['412', { kind: 'error_status', status: 412, code: 'version_mismatch' }, false, false, false],
    ['422', { kind: 'error_status', status: 422, code: 'validation_failed' }, false, false, false],
    ['501', { kind: 'error_status', status: 501 }, false, false, false],
    ['success, body too long', { kind: 'too_long', status: 201 }, false, false, true],
    ['error, body too long', { kind: 'too_long', status: 404 }, false, false, false],
    ['success of something else', { kind: 'unexpected', status: 200 }, false, false, true],
    ['redirect', { kind: 'unexpected', status: 302 }, false, false, false],
    ['the first of the redirects', { kind: 'unexpected', status: 300 }, false, false, false],
    ['something else, of no known status', { kind: 'unexpected' }, false, false, true],
  ];

  for (const [name, failure, guarded, alone, perhaps] of rows) {
    it(`${name}: ${guarded ? 'retried' : 'final'} when guarded, ${alone ? 'retried' : 'final'} when not`, () => {
      for (const guard of guards) expect(isRetryable(failure, guard)).to.equal(guarded);
      expect(isRetryable(failure, unguarded)).to.equal(alone);
      expect(mayHaveBeenProcessed(failure)).to.equal(perhaps);
    });
  }

  it('takes for a fault, which is not waited for, only what an outage does not look like', () => {
    const faults = rows.filter(([, failure]) => isFault(failure)).map(([name]) => name);
    expect(faults).to.deep.equal(['no such host', '500', '502 product']);
  });

  it('has a row above for every rule', () => {
    for (const rule of RETRY_RULES) {
      const codes = rule.codes ?? [undefined];
      for (const code of codes) {
        const covered = rows.some(
          ([, failure]) =>
            failure.kind === rule.kind &&
            (rule.status === undefined || failure.status === rule.status) &&
            (code === undefined || failure.code === code),
        );
        expect(covered, `${rule.kind} ${rule.status ?? ''} ${code ?? ''}`).to.equal(true);
      }
    }
  });
});

describe('guardOf', () => {
  const rows: readonly [string, Record<string, string>, string][] = [
    ['GET', {}, 'safe'],
    ['POST', { 'Idempotency-Key': 'k' }, 'keyed'],
    ['PATCH', { 'If-Match': '"1"' }, 'conditional'],
    ['PATCH', {}, 'unguarded'],
  ];
  for (const [method, headers, guard] of rows) {
    it(`${method} with ${JSON.stringify(headers)} is ${guard}`, () => {
      expect(guardOf(method, new Headers(headers))).to.equal(guard);
    });
  }

  it('is what the contract says of an operation without either', () => {
    expect(guardOf('POST', new Headers(), true)).to.equal('idempotent');
  });
});

describe('backoffMs', () => {
  const ceilings = [200, 400, 800, 1_600, 3_200, 5_000, 5_000];

  it('doubles its ceiling to a cap', () => {
    expect(ceilings.map((_, index) => backoffMs(index + 1, 1))).to.deep.equal(ceilings);
  });

  it('is spread over the whole time from 0 to its ceiling', () => {
    const attempts = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(attempts, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
        const delayMs = backoffMs(attempt, random);
        expect(delayMs).to.be.within(0, 5_000);
        expect(delayMs).to.equal(Math.floor(random * backoffMs(attempt, 1)));
      }),
    );
  });
});

describe('retryDelayMs', () => {
  it('is as long as the service asks, and the backoff where it does not', () => {
    expect([1, 2, 3].map((retry) => retryDelayMs(retry, 0, 0.5))).to.deep.equal([0, 0, 0]);
    expect([1, 2, 3].map((retry) => retryDelayMs(retry, undefined, 0.5))).to.deep.equal([100, 200, 400]);
    expect(retryDelayMs(1, 7_000, 0.5)).to.equal(7_000);
  });

  it('is from the fourth retry on at least the backoff', () => {
    expect([4, 5, 6, 40].map((retry) => retryDelayMs(retry, 1_000, 0.5))).to.deep.equal([1_000, 1_600, 2_500, 2_500]);
    expect(retryDelayMs(40, 7_000, 0.5)).to.equal(7_000);
  });
});

describe('retryAfterMs', () => {
  const nowMs = Date.parse('2026-11-22T12:00:00Z');
  const rows: readonly [string | null, number | undefined][] = [
    [null, undefined],
    ['0', 0],
    ['3', 3_000],
    [' 120 ', 120_000],
    ['Sun, 22 Nov 2026 12:00:07 GMT', 7_000],
    ['Sunday, 22-Nov-26 12:00:07 GMT', 7_000],
    ['Sun, 22 Nov 2026 11:59:00 GMT', 0],
    ['-5', undefined],
    ['2.5', undefined],
    ['soon', undefined],
    ['', undefined],
  ];
  for (const [header, expected] of rows) {
    it(`reads ${JSON.stringify(header)} as ${expected ?? 'nothing'}`, () => {
      expect(retryAfterMs(header, nowMs)).to.equal(expected);
    });
  }
});
