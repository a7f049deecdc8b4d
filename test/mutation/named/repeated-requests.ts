import { defectsOf } from '../named-mutant.js';

export const KEY_DEFECTS = [
  ...defectsOf(
    'server/src/usecases/replay-order.ts',
    ['unit/replay-order'],
    [
      [
        'a key is replayed to another request',
        '    if (earlier.fingerprint.length > 0 && !earlier.fingerprint.equals(fingerprint))\n      throw new IdempotencyKeyReusedError();\n',
        '',
      ],
      [
        'a key in flight is in use by every request',
        'inFlight.equals(fingerprint) ? new IdempotencyKeyInUseError() : new IdempotencyKeyReusedError()',
        'new IdempotencyKeyInUseError()',
      ],
      ['users share the keys that are in flight', '`${caller.userId} ${idempotencyKey}`', '`${idempotencyKey}`'],
      ['a key is never free again', 'return () => fingerprintsInFlight.delete(key);', 'return () => undefined;'],
      [
        'a replay is answered as a new order',
        'order: asPlaced(earlier.order), replayed: true',
        'order: asPlaced(earlier.order), replayed: false',
      ],
      ['a replay shows the order as it is now', 'asPlaced(earlier.order)', 'earlier.order'],
      [
        'a key whose order is not committed is reported as reused',
        'if (!earlier) throw new IdempotencyKeyInUseError();',
        'if (!earlier) throw new IdempotencyKeyReusedError();',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/usecases/request-fingerprint.ts',
    ['unit/request-fingerprint'],
    [
      ['the quantity is not compared', '[item.productId, item.quantity]', '[item.productId]'],
      ['the metadata is not compared', 'Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))', '[]'],
      ['the order of metadata entries matters', '.sort(([a], [b]) => (a < b ? -1 : 1))', ''],
    ],
  ),
  ...defectsOf(
    'server/src/usecases/deduplicate-order.ts',
    ['unit/deduplicate-order'],
    [
      ['an order that was changed since is returned', 'order?.version === INITIAL_VERSION ? {', 'order ? {'],
      ['an unacknowledged order is returned twice', 'unacknowledged.take(', 'unacknowledged.get('],
      [
        "another user's order is returned",
        "`${caller.userId} ${fingerprint.toString('base64')}`",
        "fingerprint.toString('base64')",
      ],
      [
        'an answered request leaves an unacknowledged order',
        "request.signal.addEventListener('abort', onDisconnect, { once: true });",
        'onDisconnect();',
      ],
      [
        'an order that another replica has returned is returned again',
        'if (found.isStored && !wasStored) return undefined;',
        '',
      ],
      ['an order that could not be stored is forgotten', '() => false, // this process still knows', '() => true,'],
      ['a failed request leaves an unhandled rejection', 'await placing.catch(() => undefined)', 'await placing'],
    ],
  ),
];
