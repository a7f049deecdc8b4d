'use strict';

module.exports = {
  spec: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
  ignore: ['packages/server/test/faults/rows/**'],
  require: ['./test/services/global-fixtures.ts'],
  'node-option': ['import=tsx'],
  reporter: './test/reporter.cjs',
  timeout: 30_000,
  slow: 2_000,
  'forbid-only': true,
  'forbid-pending': true,
};
