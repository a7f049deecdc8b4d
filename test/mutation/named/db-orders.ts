import { defectsOf } from '../named-mutant.js';

export const DB_ORDER_DEFECTS = [
  ...defectsOf(
    'server/src/db/statements/create-orders.ts',
    ['integration/order-store'],
    [
      [
        'an order has no event',
        'i.request_id,\n             o.created_at\n      FROM created o JOIN input i ON i.order_id = o.id',
        'i.request_id,\n             o.created_at\n      FROM created o JOIN input i ON false',
      ],
      [
        'the event of an order is not published',
        'SELECT o.id, o.version, i.event_id FROM created o JOIN input i ON i.order_id = o.id',
        'SELECT o.id, o.version, i.event_id FROM created o JOIN input i ON false',
      ],
      [
        'an order has no line items',
        'FROM created o JOIN items l ON l.order_id = o.id',
        'FROM created o JOIN items l ON false',
      ],
      [
        'an order has the line items of another one of its statement',
        'ON i.ordinal = new_item.ordinal',
        'ON i.ordinal = (SELECT max(ordinal) FROM input) - new_item.ordinal',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/create-orders.ts',
    ['integration/idempotency'],
    [
      [
        'a taken key makes a second order',
        'ELSE EXISTS (SELECT FROM keyed k WHERE k.order_id = i.order_id) END',
        'ELSE true END',
      ],
      [
        'a taken key fails the statement',
        '      ON CONFLICT DO NOTHING\n      RETURNING order_id',
        '      RETURNING order_id',
      ],
      [
        'the key of an order is not stored',
        'WHERE key_digest IS NOT NULL AND NOT EXISTS',
        'WHERE false AND NOT EXISTS',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/create-orders.ts',
    ['integration/create-orders'],
    [
      [
        'an unacknowledged order of another request is returned',
        ' AND unacknowledged.fingerprint = i.fingerprint AND',
        ' AND',
      ],
      [
        "another user's unacknowledged order is returned",
        'WHERE unacknowledged.user_id = i.user_id AND unacknowledged.fingerprint',
        'WHERE unacknowledged.fingerprint',
      ],
      [
        'a deduplicated request makes an order, too',
        'WHERE CASE WHEN i.key_digest IS NULL THEN NOT EXISTS (SELECT FROM deduplicated d WHERE d.ordinal = i.ordinal)',
        'WHERE CASE WHEN i.key_digest IS NULL THEN true',
      ],
      ['a request with a key gets an unacknowledged order', 'FROM input WHERE key_digest IS NULL\n', 'FROM input\n'],
      ['two equal requests get one unacknowledged order', 'LIMIT cardinality(i.ordinals)', 'LIMIT 1'],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/change-statuses.ts',
    ['integration/order-store'],
    [
      ['an order is changed without a lock', '      ORDER BY o.id\n      FOR UPDATE OF o\n', '      ORDER BY o.id\n'],
      [
        'orders are locked in any order, and deadlock',
        '      ORDER BY o.id\n      FOR UPDATE OF o\n',
        '      FOR UPDATE OF o\n',
      ],
      ['everyone moves the orders of others', 'AND (change.owner_id IS NULL OR o.user_id = change.owner_id)\n', '\n'],
      ['an order moves although it may not', 'WHERE o.id = s.id AND s.may_move', 'WHERE o.id = s.id'],
      ['a change does not count as a version', 'version = s.version + 1', 'version = s.version'],
      [
        'a later version comes first in the feed',
        'greatest(pg_current_xact_id(), s.transaction_id)',
        'pg_current_xact_id()',
      ],
      ['a change is reported that was not made', 'm.id IS NOT NULL AS moved', 'true AS moved'],
      [
        'a change has no event',
        'm.updated_at, m.transaction_id\n      FROM moved m JOIN seen s ON s.id = m.id',
        'm.updated_at, m.transaction_id\n      FROM moved m JOIN seen s ON false',
      ],
      [
        'the event of a change is not published',
        'FROM moved m JOIN seen s ON s.id = m.id ORDER BY',
        'FROM moved m JOIN seen s ON false ORDER BY',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/change-statuses.ts',
    ['integration/orders-status'],
    [
      ['the version of If-Match is not compared', 'o.version = ANY (change.versions::int[])', 'true'],
      [
        'the change is not refused by the statement',
        'o.status = ANY (change.sources::text[])\n               AND ',
        '',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/find-orders.ts',
    ['integration/order-store'],
    [
      ["a user reads another user's order", '(key.owner_id IS NULL OR o.user_id = key.owner_id)', 'true'],
      ['an order is answered to another request of its statement', 'orders[ordinal] = order', 'orders[0] = order'],
    ],
  ),
  ...defectsOf(
    'server/src/db/order-store.ts',
    ['integration/lost-writes', 'integration/order-store'],
    [
      [
        'a write whose outcome is unknown is not looked up',
        'const order = await find().catch(() => undefined);',
        'const order = undefined as Order | undefined;',
      ],
      [
        'any failure is answered with the order that is there',
        '  if (!(error instanceof OutcomeUnknownError)) throw error;\n',
        '',
      ],
      [
        'two changes of one order share a statement',
        '    conflictKey: (change: StatusChange) => change.orderId,\n',
        '',
      ],
      ['a recovered order is shown as it is now', 'order: asPlaced(created) }', 'order: created }'],
    ],
  ),
  ...defectsOf(
    'server/src/db/order-store.ts',
    ['integration/cells'],
    [
      [
        'a cell that a lane has left refuses a change for good',
        '        if (!outcome?.moved) await checkLaneOf(database, change.orderId);\n',
        '',
      ],
      [
        'a cell that a lane has left does not know its orders',
        '      if (!order) await checkLaneOf(database, orderId);\n',
        '',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/unacknowledged-orders.ts',
    ['integration/cells'],
    [['two cells answer with one unacknowledged order', "\n  AND ${isHeld('unacknowledged.user_id')}", '']],
  ),
  ...defectsOf(
    'server/src/db/statements/erasures.ts',
    ['integration/erasure-and-moves'],
    [
      [
        'an erasure begins while its lane moves',
        '    WHERE NOT EXISTS (SELECT FROM lane_moves WHERE @userId % ${LANES} BETWEEN first_lane AND last_lane)\n',
        '',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/lanes/move-records.ts',
    ['integration/erasure-and-moves'],
    [
      [
        'a move does not wait for erasures that are beginning',
        "      await transaction.run(sql('LOCK TABLE user_erasures IN SHARE MODE', {}), {});\n",
        '',
      ],
    ],
  ),
];
