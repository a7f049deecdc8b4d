import { defectsOf } from '../named-mutant.js';

export const USECASE_DEFECTS = [
  ...defectsOf(
    'server/src/usecases/change-order-status.ts',
    ['unit/change-order-status'],
    [
      ['everyone may move the orders of others', 'ownerId: visibleOwnerId(caller)', 'ownerId: undefined'],
      ['If-Match is ignored', '      versions,\n      reason,', '      versions: undefined,\n      reason,'],
      [
        'owners may make the transitions of operators',
        'mayMoveTo(target, caller, ownerTransitions) ? sourcesOf(target) : []',
        'sourcesOf(target)',
      ],
      [
        'the transition is not checked',
        'sourcesOf(target) : []',
        "(['pending', 'confirmed', 'shipped'] as const) : []",
      ],
      [
        'a change that was not made is returned as one',
        '      throw reasonAgainst;\n',
        '      return { order, replayed: false };\n',
      ],
      [
        'a repeated change is refused',
        'reasonAgainst instanceof InvalidTransitionError && (await isRepeated(command, order))',
        'false',
      ],
      ["another user's change is answered as a repetition", '      newest.actor === actorOf(caller, agent) &&\n', ''],
      ["another request's change is answered as a repetition", 'newest.requestId === trace.requestId', 'true'],
      ['a change with another reason is a repetition', '      newest.reason === reason &&\n', ''],
      ['an earlier change is a repetition', 'newest?.version === version &&', 'newest &&'],
      ['a conditional change is a repetition', 'if (versions !== undefined || status', 'if (status'],
      [
        'a wrong version is reported as an invalid transition',
        '  if (versions && !versions.includes(version)) return new',
        '  if (versions?.length === 0) return new',
      ],
      [
        'what the caller may not do is reported as an invalid transition',
        'if (!mayMoveTo(target, caller, ownerTransitions)) {',
        'if (false) {',
      ],
      ["another user's order is reported as there", '    if (!outcome) throw new OrderNotFoundError(orderId);\n', ''],
      ['a change waits for the next poll', '    notify();\n', ''],
      [
        'the relay is notified before the commit',
        '    const outcome = await orders',
        '    notify();\n    const outcome = await orders',
      ],
      ['the reason of a change is lost', '      reason,\n      eventId', '      reason: undefined,\n      eventId'],
    ],
  ),
  ...defectsOf(
    'server/src/usecases/place-order.ts',
    ['unit/place-order'],
    [
      ['a new order waits for the next poll', "      case 'created':\n        notify();", "      case 'created':"],
      [
        'the relay is notified before an order is committed',
        '    const outcome = await orders',
        '    notify();\n    const outcome = await orders',
      ],
      [
        'an order of a caller who left is written',
        '    const snapshot = await lookUp(request);\n    request.signal.throwIfAborted();\n    const',
        '    const snapshot = await lookUp(request);\n    const',
      ],
      ['a keyed order of a caller who left is written', '      request.signal.throwIfAborted();\n      if', '      if'],
      [
        'a repeated request fails when its product is gone',
        'return (await replayOrder.find(request)) ?? fail(snapshot);',
        'return fail(snapshot);',
      ],
      [
        'a repeated request without a key fails when its product is gone',
        'return (await deduplicateOrder.takeFromDatabase(request)) ?? fail(snapshot);',
        'return fail(snapshot);',
      ],
      [
        'the same request makes a second order after a disconnect',
        '    const earlier = await deduplicateOrder.takeFromMemory(request);\n    if (earlier) return earlier;\n',
        '',
      ],
      [
        'a taken key is answered as a failure',
        '        return await replayOrder.get(request);',
        "        throw new Error('The key is taken.');",
      ],
      ['a key stays in flight after its answer', '      endFlight();\n', ''],
      [
        'two requests with one key run at once',
        'const endFlight = replayOrder.beginFlight(request);',
        'const endFlight = (): void => undefined;',
      ],
      [
        'a failed look-up counts as a missing product',
        '      if (error instanceof DomainError) return error;\n      throw error;',
        '      return error as DomainError;',
      ],
      [
        'a product that is in two lines is looked up twice',
        '[...new Set(items.map((item) => item.productId))]',
        'items.map((item) => item.productId)',
      ],
      ['the look-up goes on when the caller has left', '{ signal, ...trace }', 'trace'],
      ["the order belongs to nobody's address", 'userEmail: caller.email', "userEmail: ''"],
    ],
  ),
  ...defectsOf(
    'server/src/usecases/operate-outbox.ts',
    ['unit/operate-outbox'],
    [
      [
        'a retried event waits for the next poll',
        'EventNotFoundError(eventId);\n      notify();',
        'EventNotFoundError(eventId);',
      ],
      [
        'the events behind a skipped one wait for the next poll',
        'EventNotDeadLetteredError(skip.eventId);\n      notify();',
        'EventNotDeadLetteredError(skip.eventId);',
      ],
      [
        'an event that waits is reported as skipped',
        "      if (outcome === 'waiting') throw new EventNotDeadLetteredError(skip.eventId);\n",
        '',
      ],
      [
        'an event that is not there is reported as skipped',
        "      if (outcome === 'absent') throw new EventNotFoundError(skip.eventId);\n",
        '',
      ],
      [
        'the replay of an unknown order replays nothing',
        '      if (queued === undefined) throw new OrderNotFoundError(orderId);\n      notify();\n      return queued;',
        '      notify();\n      return queued ?? 0;',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/usecases/read-statistics.ts',
    ['unit/read-statistics'],
    [
      ['figures are read before they are updated', '    await statistics.update(MAX_EVENTS);\n', ''],
      ['figures are read while they are updated', 'await statistics.update', 'void statistics.update'],
    ],
  ),
];
