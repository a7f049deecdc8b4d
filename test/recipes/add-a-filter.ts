import type { Recipe } from './recipe.js';

/** `version_min`: only orders that were changed so often, among those that are named by their ids. */
export const addAFilter: Recipe = {
  title: 'Add a filter',
  begin: [
    {
      file: 'openapi.yaml',
      before: '        - name: user_id\n          in: query\n          description: Only orders of this user.',
      insert: `        - name: version_min
          in: query
          description: Only orders with at least this version
          schema: { type: integer, minimum: 1 }
`,
    },
    {
      file: 'packages/server/src/ports/order-search.ts',
      before: '  /** Letter case does not matter. */',
      insert: '  /** Inclusive. */\n  readonly versionMin: number | undefined;\n',
    },
  ],
  follow: [
    {
      file: 'packages/server/src/http/routes/list-orders.ts',
      before: '    userEmail: query.user_email,\n',
      insert: '    versionMin: query.version_min,\n',
    },
    {
      file: 'packages/server/src/usecases/choose-list.ts',
      before: "  | 'metadata';",
      insert: "  | 'version_min'\n",
    },
    {
      file: 'packages/server/src/usecases/choose-list.ts',
      replace: '...UPDATED, ...TOTAL] as const;',
      by: "...UPDATED, ...TOTAL, 'version_min'] as const;",
    },
    {
      file: 'packages/server/src/usecases/choose-list.ts',
      before: '    metadata: Object.keys(filters.metadata).length > 0,\n',
      insert: '    version_min: filters.versionMin !== undefined,\n',
    },
    {
      file: 'packages/server/src/db/statements/search-orders.ts',
      before: '  ...{ afterId: bigint, skip: int, page: int },\n',
      insert: '  versionMin: int,\n',
    },
    {
      file: 'packages/server/src/db/statements/search-orders.ts',
      before: '    metadata: JSON.stringify(metadata),\n',
      insert: '    versionMin: filters.versionMin ?? 1,\n',
    },
    {
      file: 'packages/server/src/db/statements/search-filters.ts',
      before: '        AND (@reference IS NULL OR o.reference',
      insert: '        AND o.version >= @versionMin\n',
    },
    {
      file: 'packages/cli/src/features/orders/order-filters.ts',
      replace: 'import { collectOrderIds, parseUserId }',
      by: 'import { collectOrderIds, parseOrderId, parseUserId }',
    },
    {
      file: 'packages/cli/src/features/orders/order-filters.ts',
      before: "  filter('user', 'user_id', '<id>'",
      insert: "  filter('version-min', 'version_min', '<n>', 'changed so often', parseOrderId),\n",
    },
    {
      file: 'packages/server/test/support/no-filters.ts',
      before: '  ...{ userEmail: undefined, metadata: {} },\n',
      insert: '  versionMin: undefined,\n',
    },
    {
      file: 'packages/server/test/integration/search-plans.test.ts',
      before: "  metadata: { metadata: { channel: 'web' } },\n",
      insert: '  version_min: { versionMin: 1 },\n',
    },
  ],
  asksFor: {
    'packages/server/src/http/routes/list-orders.ts': /list-orders\.ts\(/,
    'packages/server/test/support/no-filters.ts': /no-filters\.ts\(/,
  },
};
