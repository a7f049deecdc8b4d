import { tearDown } from './teardown.js';

/** Called by mocha after the last test of the run: stops the services that the tests shared. */
export const mochaGlobalTeardown = tearDown;
