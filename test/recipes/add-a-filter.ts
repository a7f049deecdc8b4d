import type { Recipe } from './recipe.js';

/** `min_total`: only orders of at least this amount. */
export const addAFilter: Recipe = {
  title: 'Add a filter',
  begin: [
    {
      file: 'openapi.yaml',
      before: '        - name: user_id\n          in: query\n          description: Only orders of this user.',
      insert: `        - name: min_total
          in: query
          description: Only orders with at least this total amount
          schema: { $ref: '#/components/schemas/Money' }
`,
    },
    {
      file: 'packages/server/src/ports/order-store.ts',
      before: '  /** The last order of the previous page. */',
      insert: '  /** Decimal with two places; inclusive. */\n  readonly minTotal: string | undefined;\n',
    },
  ],
  follow: [
    {
      file: 'packages/server/src/http/routes/orders.ts',
      before: '        after: query.cursor === undefined',
      insert: '        minTotal: query.min_total,\n',
    },
    {
      file: 'packages/server/src/db/statements/list-orders.ts',
      before: '  skip: column(int, (query) => query.skip),\n',
      insert: "  min_total: column(numeric, (query) => query.minTotal ?? '0'),\n",
    },
    {
      file: 'packages/server/src/db/statements/list-orders.ts',
      replace: 'AND o.created_at < q.older_than`',
      by: 'AND o.created_at < q.older_than\n          AND o.total_amount >= q.min_total`',
    },
    {
      file: 'packages/server/src/db/statements/list-orders.ts',
      replace: 'import { arrayText, bigint, int, nullable, text, timestamptz }',
      by: 'import { arrayText, bigint, int, nullable, numeric, text, timestamptz }',
    },
    {
      file: 'packages/cli/src/commands/list/index.ts',
      after: '  readonly everyone?: boolean;\n',
      insert: '  readonly minTotal?: string;\n',
    },
    {
      file: 'packages/cli/src/commands/list/index.ts',
      before: "    .option('--columns <names>'",
      insert: "    .option('--min-total <amount>', 'only orders of at least this amount')\n",
    },
    {
      file: 'packages/cli/src/commands/list/index.ts',
      after: "      ...(everyone && { scope: 'all' as const }),\n",
      insert: '      ...(flags.minTotal !== undefined && { min_total: flags.minTotal }),\n',
    },
    {
      file: 'packages/server/test/integration/order-store.test.ts',
      replace: 'createdBefore: undefined, after',
      by: 'createdBefore: undefined, minTotal: undefined, after',
    },
    {
      file: 'bench/growth-queries.ts',
      replace: 'createdBefore: undefined, after,',
      by: 'createdBefore: undefined, minTotal: undefined, after,',
    },
  ],
  asksFor: {
    'packages/server/src/http/routes/orders.ts': /routes\/orders\.ts\(/,
    'packages/server/test/integration/order-store.test.ts': /order-store\.test\.ts\(/,
    'bench/growth-queries.ts': /growth-queries\.ts.*minTotal/,
  },
};
