import type * as SdkModule from '@order-service/sdk';
import type { Problem } from '@order-service/sdk';
import { expect } from 'chai';
import { InterruptedError, NotLoggedInError, UsageError } from '../../src/errors.js';
import { EXIT, EXIT_CODE_MEANINGS, exitCodeForStatus } from '../../src/exit-codes.js';
import { describeError } from '../../src/features/failure/describe-error.js';
import { renderReport } from '../../src/report-error.js';

type Sdk = typeof SdkModule;

function problem(status: number, code: string, members: object = {}): Problem {
  const document = {
    type: `/problems/${code}`,
    title: code,
    status,
    detail: `It is ${code}.`,
    code,
    request_id: 'r-1',
  };
  return { ...document, ...members } as unknown as Problem;
}

describe('exitCodeForStatus', () => {
  const codes: Readonly<Record<number, number>> = {
    400: EXIT.failure,
    401: EXIT.notPermitted,
    403: EXIT.notPermitted,
    404: EXIT.notFound,
    409: EXIT.rejected,
    412: EXIT.rejected,
    413: EXIT.failure,
    415: EXIT.failure,
    422: EXIT.rejected,
    429: EXIT.unavailable,
    500: EXIT.unavailable,
    502: EXIT.unavailable,
    503: EXIT.unavailable,
    504: EXIT.unavailable,
  };
  for (const [status, exitCode] of Object.entries(codes)) {
    it(`is ${exitCode} for ${status}`, () => {
      expect(exitCodeForStatus(Number(status))).to.equal(exitCode);
    });
  }

  it('has a meaning for every code', () => {
    expect(EXIT_CODE_MEANINGS.map(([code]) => code)).to.have.members(Object.values(EXIT));
  });
});

describe('describeError', () => {
  let sdk: Sdk;

  before(async () => {
    // As describeError itself does: what is loaded in another way would be other classes.
    sdk = await import('@order-service/sdk');
  });

  const unknown = { outcomeUnknown: true, attempts: 1, requestId: 'r-2' };
  const cases: readonly (readonly [string, (sdk: Sdk) => unknown, number, string])[] = [
    ['a mistake on the command line', () => new UsageError('No.'), EXIT.usage, 'usage'],
    ['no token', () => new NotLoggedInError('No.'), EXIT.notPermitted, 'not_logged_in'],
    ['Ctrl-C in a prompt', () => new InterruptedError('No.'), EXIT.interrupted, 'interrupted'],
    ['Ctrl-C in a request', (sdk) => new sdk.AbortedError('No.'), EXIT.interrupted, 'interrupted'],
    [
      'a refusal',
      (sdk) => new sdk.ApiError(problem(409, 'invalid_transition'), 409),
      EXIT.rejected,
      'invalid_transition',
    ],
    [
      'a code of a newer service',
      (sdk) => new sdk.ApiError(problem(409, 'moon_phase'), 409),
      EXIT.rejected,
      'moon_phase',
    ],
    ['nobody there', (sdk) => new sdk.ConnectionError('No.'), EXIT.unavailable, 'connection_failed'],
    ['a time-out', (sdk) => new sdk.TimeoutError('No.', 5), EXIT.unavailable, 'timeout'],
    ['somebody else', (sdk) => new sdk.UnexpectedResponseError('No.'), EXIT.unavailable, 'unexpected_response'],
    ['what the SDK cannot work with', (sdk) => new sdk.ConfigurationError('No.'), EXIT.usage, 'usage'],
    ['a fault of ours', () => new TypeError('x is not a function'), EXIT.failure, 'internal'],
    ['anything at all', () => 'thrown text', EXIT.failure, 'internal'],
  ];
  for (const [what, makeError, exitCode, code] of cases) {
    it(`knows ${what}`, async () => {
      const report = await describeError(makeError(sdk));
      expect(report.exitCode).to.equal(exitCode);
      expect(report.problem).to.include({ code });
    });
  }

  it('lists every place of a request that breaks the contract', async () => {
    const errors = [{ in: 'body', pointer: '/items/0/quantity', detail: 'must be >= 1' }];
    const { hints } = await describeError(new sdk.ApiError(problem(422, 'validation_failed', { errors }), 422));
    expect(hints).to.deep.equal(['body /items/0/quantity: must be >= 1']);
  });

  it('reports that the outcome of a change is unknown', async () => {
    for (const error of [new sdk.ConnectionError('No.', unknown), new sdk.TimeoutError('No.', 5, unknown)]) {
      expect((await describeError(error)).hints.join()).to.include('not known');
    }
  });
});

describe('renderReport', () => {
  const report = {
    message: 'Order 42 is pending\u001b[2J.',
    hints: ['Sentences come first.', 'orders status 42 confirmed', 'orders status 42 cancelled'],
    requestId: 'r-1',
    exitCode: EXIT.rejected,
    problem: {},
  };

  it("reports the error, what to do next, and the request's id", () => {
    expect(renderReport(report, false, Infinity)).to.equal(
      'error: Order 42 is pending\\u001b[2J.\n' +
        'Sentences come first.\n' +
        'Try: orders status 42 confirmed\n' +
        '     orders status 42 cancelled\n' +
        'Request id: r-1\n',
    );
  });

  it('does not report Ctrl-C as an error', () => {
    const interrupted = { ...report, message: 'Nothing was ordered.', hints: [], requestId: undefined };
    expect(renderReport({ ...interrupted, exitCode: EXIT.interrupted }, false, 80)).to.equal('Nothing was ordered.\n');
  });
});
