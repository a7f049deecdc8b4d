'use strict';

const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

/**
 * Mocha's own spec reporter, which besides writes the runner's counts, `{"passes":n,"failures":n,"pending":n}`, into
 * the file that TEST_COUNTS_FILE names: a script that sums them up need not read them off the screen.
 */
class CountingSpecReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.TEST_COUNTS_FILE;
    if (!file) return;
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(file, `${JSON.stringify({ passes, failures, pending })}\n`);
    });
  }
}

module.exports = CountingSpecReporter;
