import { defectsOf } from '../named-mutant.js';

export const BROKER_DEFECTS = [
  ...defectsOf(
    'server/src/outbox/confirm-window.ts',
    ['unit/confirm-window'],
    [
      ['a window that is suspended keeps its timer', '    this.#isSuspended = true;\n    this.#stopTimer();\n', ''],
      [
        'a nack counts as a confirm',
        "return acked ? { outcome: 'confirmed' }",
        "return true ? { outcome: 'confirmed' }",
      ],
      [
        'a returned message counts as delivered',
        "  if (returnReason !== undefined) return { outcome: 'returned', reason: returnReason };\n",
        '',
      ],
      [
        'an overdue message is not noticed',
        'if (oldest && oldest.deadlineMs <= performance.now()) this.#onTimeout();\n    else ',
        '',
      ],
      [
        'a lost connection leaves its messages without a result',
        'for (const message of messages) message.resolve(result);',
        '',
      ],
      ['after a block a message has no time left', 'message.deadlineMs = deadlineMs;', ''],
    ],
  ),
  ...defectsOf(
    'server/src/outbox/reconnecting-publisher.ts',
    ['unit/reconnecting-publisher'],
    [
      ['the confirm timeout runs on while the broker is blocked', '    this.#window.suspend();\n', ''],
      ['a lost connection is not opened again', 'await pause(delayMs, this.#closing.signal);', 'return;'],
      [
        'the delay between connections does not grow',
        'retryDelayMs(this.#failures, backoff, random)',
        'retryDelayMs(1, backoff, random)',
      ],
      ['the delay stays long after a recovery', '    this.#failures = 0;\n\n', ''],
      [
        'messages of a lost connection count as confirmed',
        "{ outcome: 'unknown', reason });\n    return reason;",
        "{ outcome: 'confirmed' });\n    return reason;",
      ],
      ['one of several messages is held to be the refused one', 'this.#window.size === 1', 'this.#window.size > 0'],
      [
        'messages are published without a connection',
        'if (!this.#session?.publish(message)) return Promise.resolve(NOT_CONNECTED);',
        'this.#session?.publish(message);',
      ],
      [
        'a session that opens late outlives the close',
        'if (this.#isClosing()) await this.#session.close();\n    else ',
        '',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/outbox/rabbit-publisher.ts',
    ['integration/relay'],
    [
      ['messages do not survive a restart of the broker', 'persistent: true', 'persistent: false'],
      ['messages have no id', '    messageId,\n    type,\n    timestamp', '    type,\n    timestamp'],
      ['the trace does not reach consumers', '...(sentBy !== null && { traceparent: sentBy })', '...{}'],
      [
        'the time of a message is in milliseconds',
        'Math.floor(Date.parse(occurredAt) / 1_000)',
        'Date.parse(occurredAt)',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/outbox/rabbit-publisher.ts',
    ['integration/relay-undeliverable'],
    [
      ['events without a queue are dropped by the broker', 'mandatory: true', 'mandatory: false'],
      ['a nacked message counts as confirmed', 'error === null', 'true'],
    ],
  ),
];
