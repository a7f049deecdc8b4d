'use strict';

// Mocha adds `spec` to the files it is given; so that naming one runs that one alone, it is set only when none is named.
const named = process.argv.slice(2).some((argument) => argument.endsWith('.ts'));

module.exports = {
  ...(named
    ? {}
    : {
        spec: [
          'packages/*/test/{unit,integration}/**/*.test.ts',
          'packages/*/examples/**/*.test.ts',
          'test/**/*.test.ts',
        ],
      }),
  require: ['./test/services/global-fixtures.ts'],
  'node-option': ['import=tsx'],
  reporter: './test/reporter.cjs',
  timeout: 30_000,
  slow: 2_000,
  'forbid-only': true,
  'forbid-pending': true,
};
