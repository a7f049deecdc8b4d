import type { Migration } from '../../src/db/migrations/migration.js';

/**
 * A migration of each kind, as the next version may have them.
 * @param guard the definition of the function that refuses changes of orders
 */
export function nextMigrations(guard: string): readonly Migration[] {
  return [
    {
      name: '9001_channel',
      statements: [
        'ALTER TABLE orders ADD COLUMN channel text',
        "ALTER TABLE orders ALTER COLUMN channel SET DEFAULT 'web'",
        withFilling(guard),
      ],
    },
    {
      name: '9002_channel_of_all_orders',
      steps: [
        {
          kind: 'fill',
          table: 'orders',
          key: 'id',
          set: "channel = CASE WHEN user_id < 1000 THEN 'import' ELSE 'web' END",
          where: 'channel IS NULL',
        },
        {
          kind: 'transaction',
          statements: ['ALTER TABLE orders ADD CONSTRAINT orders_channel CHECK (channel IS NOT NULL) NOT VALID'],
        },
        { kind: 'validate', table: 'orders', constraint: 'orders_channel' },
        {
          kind: 'transaction',
          statements: [
            'ALTER TABLE orders ALTER COLUMN channel SET NOT NULL',
            'ALTER TABLE orders DROP CONSTRAINT orders_channel',
          ],
        },
      ],
    },
    {
      name: '9003_orders_by_channel',
      steps: [{ kind: 'create-index', name: 'orders_by_channel', on: 'orders (channel, created_at, id)' }],
    },
  ];
}

/** What the version after the next one removes: the next one does not use it any more. */
export function contraction(guard: string): readonly Migration[] {
  return [
    {
      name: '9101_without_channel',
      steps: [
        { kind: 'drop-index', name: 'orders_by_channel' },
        { kind: 'transaction', statements: [guard, 'ALTER TABLE orders DROP COLUMN channel'] },
      ],
    },
  ];
}

/** The guard, which also lets a migration fill the new column. */
function withFilling(guard: string): string {
  const filling = "IF to_jsonb(NEW) - 'channel' = to_jsonb(OLD) - 'channel' THEN RETURN NEW; END IF;";
  const changed = guard.replace(/^\s*BEGIN$/m, (begin) => `${begin}\n    ${filling}`);
  if (changed === guard) throw new Error('The guard of orders has no BEGIN on a line of its own');
  return changed;
}

/** Migrations that no release may have: the check has to notice each. */
export const PLANTED: Readonly<Record<string, readonly Migration[]>> = {
  'a lock that is held': [
    { name: '9901_held', statements: ['ALTER TABLE orders ADD COLUMN held text', 'SELECT pg_sleep(6)'] },
  ],
  'a column that is used': [{ name: '9902_dropped', statements: ['ALTER TABLE orders DROP COLUMN metadata'] }],
};
