'use strict';

const { availableParallelism } = require('node:os');

/** Tests that start whole services and databases again and again: `npm run test:embedded`. */
const embedded = [
  'packages/server/test/integration/dev-service.test.ts',
  'packages/server/test/integration/start-postgres.test.ts',
  'test/demo.test.ts',
];
/** The short unit tests of the server come last: no process is left alone with a long file at the end. */
const others = [
  'test/**/*.test.ts',
  'packages/*/examples/**/*.test.ts',
  'packages/*/test/{integration,unit}/**/*.test.ts',
];

// Mocha adds `spec` to the files it is given; so that naming one runs that one alone, it is set only when none is named.
const named = process.argv.slice(2).some((argument) => argument.endsWith('.ts'));
const selected = process.env.TESTS === 'embedded' ? { spec: embedded } : { spec: others, ignore: embedded };

// The suite runs in two to four processes, each with its own services: tests wait for these more than they compute. Named
// files run in this process, where a debugger can stop them and a resource that a test leaves open is reported.
const jobs = Math.min(Math.max(availableParallelism(), 2), 4);
const parallel = named || process.env.TESTS === 'embedded' ? {} : { parallel: true, jobs };

module.exports = {
  ...(named ? {} : selected),
  ...parallel,
  require: ['./test/services/global-fixtures.ts'],
  'node-option': ['import=tsx'],
  reporter: './test/reporter.cjs',
  timeout: 30_000,
  slow: 2_000,
  'forbid-only': true,
  'forbid-pending': true,
};
