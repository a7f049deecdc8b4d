import { defectsOf } from '../named-mutant.js';

export const SDK_REQUEST_DEFECTS = [
  ...defectsOf(
    'sdk/src/http/attempt.ts',
    ['unit/transport'],
    [
      [
        'an interrupted call is reported as a lost connection',
        '    if (!limits.signal.aborted) return',
        '    if (limits.signal.aborted || error) return',
      ],
    ],
  ),
  ...defectsOf(
    'sdk/src/http/middleware.ts',
    ['unit/transport', 'unit/middleware'],
    [
      ['redirects are followed with the token', "redirect: 'manual'", "redirect: 'follow'"],
      [
        'attempts share the headers that a middleware changes',
        'chain({ ...request, headers: new Headers(request.headers) })',
        'chain(request)',
      ],
      ['a middleware that fails is called again', 'throw new MiddlewareFailure(sent, error);', 'throw error;'],
    ],
  ),
  ...defectsOf(
    'sdk/src/http/request-slots.ts',
    ['unit/many-calls'],
    [
      ['there is no bound on requests', '      this.#free -= 1;\n', ''],
      ['a call that was aborted keeps its place', 'if (!this.#waiting.delete(grant)) this.release();', ''],
    ],
  ),
  ...defectsOf(
    'sdk/src/http/outgoing-request.ts',
    ['unit/transport', 'unit/trace-context', 'unit/client'],
    [
      ['the trace is not sent', "  addIfAbsent('traceparent', traceparent);\n", ''],
      ['a create has no idempotency key', "  if (keyed) addIfAbsent('idempotency-key', randomUuid());\n", ''],
      ['requests have no id', "  addIfAbsent('x-request-id', randomUuid());\n", ''],
      ["the caller's headers are replaced", 'value !== undefined && !headers.has(name)', 'value !== undefined'],
    ],
  ),
  ...defectsOf(
    'sdk/src/http/response-body.ts',
    ['unit/response-body'],
    [
      ['a body has no limit', 'if (bytes > maxBytes) {', 'if (bytes > 1e9) {'],
      [
        'characters that arrive in pieces are broken',
        'decoder.decode(value, { stream: true })',
        'decoder.decode(value)',
      ],
    ],
  ),
  ...defectsOf(
    'sdk/src/http/failures.ts',
    ['unit/failures'],
    [
      ['HTML with status 200 is an answer', "if (!contentType.includes('json'))", "if (contentType === 'no')"],
      ['a reset connection counts as never opened', 'if (code in UNREACHABLE)', 'if (code)'],
      [
        'the Retry-After of a problem document is ignored',
        "('retry_after' in body ? String(body.retry_after) : null)",
        'null',
      ],
    ],
  ),
  ...defectsOf('sdk/src/http/redaction.ts', ['unit/redaction'], [['API keys are shown', '|api-?key', '']]),
  ...defectsOf(
    'sdk/src/http/credentials.ts',
    ['unit/transport'],
    [['a token that cannot be sent shows up in an error', '  if (!isSendableToken(token)) {', '  if (!token) {']],
  ),
  ...defectsOf(
    'sdk/src/http/parameters.ts',
    ['unit/parameters'],
    [
      [
        'an undefined id is sent',
        'if (rule && !rule.accepts(value))',
        'if (rule && value !== undefined && !rule.accepts(value))',
      ],
      [
        'any text is sent as a condition',
        "(typeof value === 'string' && ENTITY_TAGS.test(value))",
        "typeof value === 'string'",
      ],
    ],
  ),
  ...defectsOf(
    'sdk/src/page.ts',
    ['unit/page'],
    [
      [
        'a service that names the same page again is read without end',
        'if (content.hasMore && content.nextCursor === cursor) {',
        'if (false) {',
      ],
      [
        'iteration ends after the first page',
        'for (let current = page; current.hasNextPage();) {',
        'for (let current = page; false;) {',
      ],
      ['one item more than asked for is read', 'taken.push(item) >= limit', 'taken.push(item) > limit'],
    ],
  ),
  ...defectsOf(
    'sdk/src/events/ordered-consumer.ts',
    ['unit/ordered-consumer'],
    [
      ['orderedConsumer processes the last event again', 'version <= last', 'version < last'],
      [
        'orderedConsumer skips a missing event',
        'if (!startsOrder && version !== expectedVersion) {',
        'if (!startsOrder && version < expectedVersion) {',
      ],
      [
        'orderedConsumer skips a gap without a decision',
        "if (decision !== 'skip') throw",
        "if (decision === 'wait') throw",
      ],
      [
        'orderedConsumer starts in the middle of an order',
        'const startsOrder = last === 0 && joinMidway;',
        'const startsOrder = last === 0;',
      ],
      [
        'orderedConsumer does not wait for the effect',
        'await options.save(event, transaction);',
        'void options.save(event, transaction);',
      ],
    ],
  ),
];
