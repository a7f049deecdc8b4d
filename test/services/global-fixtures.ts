import { tearDown } from './teardown.js';

/** How long the process may live on after the last test: long enough for sockets to close. */
const LINGER_MS = 20_000;

/**
 * Called by mocha after the last test of the run: stops the services that the tests shared. Whatever a test has left
 * open would keep the process for ever; it is named, and the run ends as a failed one.
 */
export async function mochaGlobalTeardown(): Promise<void> {
  await tearDown();
  setTimeout(() => {
    process.stderr.write(`Left open by a test: ${process.getActiveResourcesInfo().join(', ')}\n`);
    process.on('exit', () => (process.exitCode = 1)); // behind mocha's own, which would say how many failed
    process.exit();
  }, LINGER_MS).unref();
}
