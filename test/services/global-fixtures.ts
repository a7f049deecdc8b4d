import { tearDown } from './teardown.js';

/** How long the process may live on after the last test: long enough for sockets to close. */
const LINGER_MS = 20_000;

/**
 * Called by mocha after the last test of the run: stops the services that the tests shared. Whatever a test has left
 * open would keep the process for ever; it is named, and the run ends with what its tests came to.
 */
export async function mochaGlobalTeardown(): Promise<void> {
  await tearDown();
  // Node 20, left to end by itself after all these sockets and processes, now and then closes a handle for ever
  // (uv_run within Environment::CleanupHandles); told to end, it does not look at them.
  process.once('beforeExit', () => process.exit());
  setTimeout(() => {
    process.stderr.write(`Left open by a test: ${process.getActiveResourcesInfo().join(', ')}\n`);
    process.exit(); // mocha's own listener tells how many failed
  }, LINGER_MS).unref();
}
