import type { Recipe } from './recipe.js';

/** 409 `order_locked`. */
export const addAProblemCode: Recipe = {
  title: 'Add a problem code',
  begin: [
    {
      file: 'openapi.yaml',
      after: '        - events_expired\n        - version_mismatch\n',
      insert: '        - order_locked\n',
    },
    {
      file: 'openapi.yaml',
      after: '                - stale_cursor\n                - route_not_found\n',
      insert: '                - order_locked\n',
    },
  ],
  follow: [
    {
      file: 'packages/server/src/domain/errors.ts',
      before: 'export class EventNotFoundError extends DomainError {',
      insert: `export class OrderLockedError extends DomainError {
  readonly code = 'order_locked';

  constructor(orderId: number) {
    super(\`Order \${orderId} is locked. Try again later.\`);
  }
}

`,
    },
    {
      file: 'packages/server/src/http/problems/problem-table.ts',
      before: '  version_mismatch: {\n',
      insert: "  order_locked: { status: 409, title: 'Order locked' },\n",
    },
  ],
  asksFor: {
    'packages/server/src/domain/errors.ts': /order_locked/,
    'packages/server/src/http/problems/problem-table.ts': /problem-table\.ts.*order_locked/,
  },
};
