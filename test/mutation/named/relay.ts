import { defectsOf } from '../named-mutant.js';

export const RELAY_DEFECTS = [
  ...defectsOf(
    'server/src/outbox/deliveries.ts',
    ['unit/deliveries'],
    [
      [
        'ten times the window is in flight',
        'this.#publishAlone > 0 ? 1 : options.window',
        'this.#publishAlone > 0 ? 1 : 10 * options.window',
      ],
      [
        'an event is removed before the broker has it',
        'const resolved = this.#publish(claimed).then(',
        'this.#deps.resolutions.confirm(claimed);\n    const resolved = this.#publish(claimed).then(',
      ],
      [
        'an event whose result is unknown is removed',
        "      case 'unknown':\n        resolutions.release([claimed]);",
        "      case 'unknown':\n        resolutions.confirm(claimed);",
      ],
      [
        'a returned event is removed',
        '        this.#reschedule(claimed, result.reason, false);',
        '        resolutions.confirm(claimed);',
      ],
      [
        'a returned event counts as refused',
        'this.#reschedule(claimed, result.reason, false)',
        'this.#reschedule(claimed, result.reason, true)',
      ],
      [
        'a refused event is retried for ever',
        'refused && claimed.refusals + 1 >= options.maxRefusals',
        'refused && claimed.refusals + 1 >= Infinity',
      ],
      [
        'an event is dead-lettered one refusal too late',
        'claimed.refusals + 1 >= options',
        'claimed.refusals >= options',
      ],
      ['the delay of a rescheduled event does not grow', 'retryDelayMs(claimed.attempts + 1,', 'retryDelayMs(1,'],
      [
        'events that were refused together are all dead letters',
        'if (result.alone) this.#reschedule(claimed, result.reason, true);\n        else resolutions.release([claimed]);',
        'this.#reschedule(claimed, result.reason, true);',
      ],
      ['a poison message is not isolated', 'this.#publishAlone += 1;', 'return;'],
      ['events are published alone for ever', 'this.#publishAlone -= 1;', 'return;'],
      [
        'a confirm lets no other event follow',
        '      this.#resolve(inFlight.claimed, result);\n      this.#fillWindow();',
        '      this.#resolve(inFlight.claimed, result);',
      ],
      ['events are published in reverse', 'this.#waiting.shift()', 'this.#waiting.pop()'],
      [
        'an event is published twice when it is claimed again',
        '      if (inFlight) inFlight.claimed = claimed;\n      else ',
        '      ',
      ],
      [
        'an event is removed by a claim that has expired',
        '      if (inFlight) inFlight.claimed = claimed;',
        '      if (inFlight) continue;',
      ],
      [
        'events are published after their lease',
        'if (next.publishUntilMs < performance.now()) resolutions.release([next.claimed]);\n      else ',
        '',
      ],
      ['events are published while the broker is blocked', " && publisher.state === 'connected'", ''],
      [
        'a stop does not wait for what is in flight',
        'await Promise.all([...this.#inFlight.values()].map(({ resolved }) => resolved));',
        'await Promise.resolve();',
      ],
      [
        'waiting events are kept and not released',
        'const waiting = this.#waiting.splice(0);',
        'const waiting = this.#waiting.slice(0);',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/outbox/relay-options.ts',
    ['unit/deliveries'],
    [
      ['the default window is ten times as large', 'window: 400', 'window: 4_000'],
      ['an event is dead-lettered at its first refusal', 'maxRefusals: 5', 'maxRefusals: 1'],
    ],
  ),
  ...defectsOf(
    'server/src/outbox/relay-options.ts',
    ['unit/lease'],
    [
      ['the lease ends before the confirm timeout', 'leaseMs: 7_000', 'leaseMs: 5_000'],
      ['a crashed server holds its events for a minute', 'leaseMs: 7_000', 'leaseMs: 60_000'],
    ],
  ),
  ...defectsOf(
    'server/src/outbox/resolutions.ts',
    ['unit/resolutions'],
    [
      [
        'a failed removal is forgotten',
        '  await write(batch);\n  queue.splice(0, batch.length);',
        '  queue.splice(0, batch.length);\n  await write(batch);',
      ],
      ['a failed removal is not repeated', '        failures += 1;', '        return;'],
      ['a stop does not wait for the removals', '    await this.#writing;\n', ''],
      [
        'a stop waits for a database that is away',
        '        if (this.#isFlushing) {',
        '        if (this.#isFlushing && failures > 1e9) {',
      ],
      ['released events stay claimed', 'await writeFirst(this.#released, (batch) => store.release(batch));', ''],
      [
        'rescheduled events stay claimed',
        'await writeFirst(this.#rescheduled, (batch) => store.reschedule(batch));',
        '',
      ],
      ['two removals run at once', 'this.#writing ??= this', 'this.#writing = this'],
      ['the next version waits for a poll', '    onWritten(hasNextVersions);', '    onWritten(false);'],
    ],
  ),
  ...defectsOf(
    'server/src/outbox/relay.ts',
    ['unit/relay'],
    [
      ['events are claimed while no broker is there', 'return isConnected && this', 'return this'],
      ['a backlog is claimed into memory', ' && this.#deliveries.waitingCount < batch', ''],
      ['a relay whose database is slow goes on claiming', ' && this.#resolutions.size < maxUnwritten', ''],
      ['the next version of an order waits for a poll', '        if (hasNextVersions) this.notify();\n', ''],
      ['a stop abandons what is in flight', 'await waitAtMost(drainTimeoutMs, this.#drain());', ''],
      ['a stop waits for ever', 'await Promise.race([work, timeout]);', 'await work;'],
      ['a stop leaves its connection open', '    await this.#deps.publisher.close();\n', ''],
      [
        'a stop forgets the results that are not written',
        'await waitAtMost(drainTimeoutMs, this.#resolutions.flush());',
        '',
      ],
      [
        'events are kept from other servers while no broker is there',
        'else this.#deliveries.releaseWaiting(); // another',
        '// another',
      ],
      ['a claim that failed stops the relay', '      this.#timing.failed();\n', '      throw error;\n'],
      [
        'a relay that was stopped starts again',
        'if (this.#claiming || this.#stopping) return;',
        'if (this.#claiming) return;',
      ],
      [
        'events may be published until their lease ends',
        'performance.now() + leaseMs * PUBLISH_SHARE',
        'performance.now() + leaseMs + 60_000',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/outbox/claim-timing.ts',
    ['unit/claim-timing'],
    [
      ['a notify during a claim is lost', 'if (isFull) this.#notified = true;', 'this.#notified = isFull;'],
      [
        'an empty outbox is polled as often as a full one',
        'this.#emptyPolls = count > 0 ? 0 : this.#emptyPolls + 1;',
        '',
      ],
      ['polls stay slow after an event', 'count > 0 ? 0 : this', 'count > 1 ? 0 : this'],
      [
        'a failed claim is repeated at once',
        'this.#schedule(jittered(this.#pollMs(), this.#random));',
        'this.#schedule(0);',
      ],
      ['the pause between polls has no limit', 'Math.min(idlePollMs, pollMs', 'Math.max(idlePollMs, pollMs'],
    ],
  ),
];
