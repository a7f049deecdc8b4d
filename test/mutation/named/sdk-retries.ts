import { defectsOf } from '../named-mutant.js';

export const SDK_RETRY_DEFECTS = [
  ...defectsOf(
    'sdk/src/http/retry-policy.ts',
    ['unit/retry-policy'],
    [
      ['a POST without a key is sent again', "? 'idempotent' : 'unguarded';", "? 'idempotent' : 'idempotent';"],
      ['every POST is safe', "method === 'GET' || method", "method === 'GET' || method === 'POST' || method"],
      [
        'a change without If-Match is sent again',
        "if (headers.has('if-match')) return",
        "if (method === 'PATCH') return",
      ],
      ['a lost connection is final', "  { kind: 'connection_lost', processed: 'perhaps' },\n", ''],
      [
        'a lost connection counts as not processed',
        "{ kind: 'connection_lost', processed: 'perhaps' }",
        "{ kind: 'connection_lost', processed: 'no' }",
      ],
      [
        'a timeout counts as not processed',
        "{ kind: 'timeout', processed: 'perhaps' }",
        "{ kind: 'timeout', processed: 'no' }",
      ],
      [
        'an unknown outcome counts as not made',
        "      'database_unavailable',",
        "      'outcome_unknown',\n      'database_unavailable',",
      ],
      [
        'every 503 is sent again',
        "  { kind: 'error_status', status: 503, processed: 'perhaps' },",
        "  { kind: 'error_status', status: 503, processed: 'no' },",
      ],
      [
        'a key that is in use is final',
        "  { kind: 'error_status', status: 409, codes: ['idempotency_key_in_use'], processed: 'perhaps' },\n",
        '',
      ],
      ['every conflict is sent again', "codes: ['idempotency_key_in_use'], ", ''],
      ['a rate limit is final', "  { kind: 'error_status', status: 429, processed: 'no' },\n", ''],
      [
        'a refused certificate is tried again',
        "  { kind: 'timeout', processed",
        "  { kind: 'unusable', processed: 'no' },\n  { kind: 'timeout', processed",
      ],
      ['the delay does not grow', 'BASE_DELAY_MS * 2 ** (attempt - 1)', 'BASE_DELAY_MS'],
      ['the delay has no limit', 'Math.min(MAX_DELAY_MS, BASE', 'Math.max(0, BASE'],
      ['all clients retry at the same time', 'Math.floor(random * ceiling)', 'ceiling'],
      ['Retry-After is read in milliseconds', 'Number(text) * 1_000', 'Number(text)'],
      ['a date in Retry-After is ignored', 'Number.isNaN(dateMs) ? undefined :', 'true ? undefined :'],
      ['a Retry-After in the past is a negative delay', 'Math.max(0, dateMs - nowMs)', 'dateMs - nowMs'],
      ['a Retry-After of -5 is a year', '/^[A-Z][a-z]{2,}/.test(text) ? Date', 'true ? Date'],
    ],
  ),
  ...defectsOf(
    'sdk/src/http/transport.ts',
    ['unit/transport'],
    [
      ['one retry too many', 'this.#retries > maxRetries', 'this.#retries > maxRetries + 1'],
      ['retries are not counted', '    this.#retries += 1;\n', ''],
      ['Retry-After is ignored', 'retryDelayMs(this.#retries, asked, ', 'retryDelayMs(this.#retries, undefined, '],
      ['a retry comes without its delay', '      await this.#deadline.wait(delayMs);\n', ''],
      ['the guard of a request is ignored', '!isRetryable(failure, this.#guard)', "!isRetryable(failure, 'safe')"],
      [
        'each attempt has another idempotency key',
        '    this.#attempts += 1;\n',
        "    this.#attempts += 1;\n    if (this.#guard === 'keyed') this.#request.headers.set('idempotency-key', `attempt-${this.#attempts}`);\n",
      ],
      [
        'each attempt has another request id',
        '    this.#attempts += 1;\n',
        "    this.#attempts += 1;\n    this.#request.headers.set('x-request-id', `attempt-${this.#attempts}`);\n",
      ],
      ['a change that may have been made is reported as not made', 'unknownBefore || (failure', '(failure'],
      [
        'an interrupted change is reported as not made',
        "this.#outcomeUnknown = this.#guard !== 'safe';",
        'this.#outcomeUnknown = false;',
      ],
      ['the time of one attempt has no limit', 'this.#deadline.attempt(timeoutMs)', 'this.#deadline.attempt(2 ** 30)'],
      [
        "the caller's signal is ignored",
        'new Deadline(options.deadlineMs, settings.signal, options.signal)',
        'new Deadline(options.deadlineMs, settings.signal)',
      ],
      [
        "the client's signal is ignored",
        'new Deadline(options.deadlineMs, settings.signal, options.signal)',
        'new Deadline(options.deadlineMs, options.signal)',
      ],
      ['an aborted call is sent', '      this.#deadline.signal.throwIfAborted();\n', ''],
      ['a rejected token is asked for without end', 'if (this.#askedAgain || rejected', 'if (rejected'],
      [
        'a rejected token is not asked for again',
        'if (failure.status === 401 && (await this.#authorizeAgain())) continue;',
        '',
      ],
      ['the same rejected token is sent again', 'return this.#token !== rejected;', 'return true;'],
      ['a request that needs no token has one', 'if (!anonymous && !hasOwn) await', 'if (!hasOwn) await'],
      [
        'hooks see credentials',
        'headers: redactedHeaders(headers), requestId',
        'headers: Object.fromEntries(headers), requestId',
      ],
    ],
  ),
  ...defectsOf(
    'sdk/src/http/transport.ts',
    ['unit/client'],
    [
      [
        'the token of the client replaces that of the call',
        'if (!anonymous && !hasOwn) await',
        'if (!anonymous) await',
      ],
    ],
  ),
  ...defectsOf(
    'sdk/src/http/transport.ts',
    ['unit/transport'],
    [
      [
        'a retry is waited for beyond the deadline',
        'return delayMs < this.#deadline.remainingMs ? delayMs : undefined;',
        'return delayMs;',
      ],
    ],
  ),
  ...defectsOf(
    'sdk/src/http/deadline.ts',
    ['unit/deadline'],
    [
      [
        'the deadline does not end a call',
        'const timer = setTimeout(() => controller.abort(new Interruption(kind)), timeoutMs);',
        'const timer = undefined;',
      ],
      [
        'an abort does not end a call',
        'const stops = parents.map((parent) => follow(parent, end));',
        'const stops: (() => void)[] = [];',
      ],
      ['a signal that has ended before is ignored', '  if (parents.some(({ aborted }) => aborted)) end();\n', ''],
      [
        'an abort is reported as the deadline',
        "new Interruption('aborted', reason)",
        "new Interruption('deadline', reason)",
      ],
      ['each call leaves a listener behind', 'for (const stop of stops) stop();', ''],
      ['a wait does not end with its call', 'await interruptible(elapsed, signal);', 'await elapsed;'],
    ],
  ),
];
