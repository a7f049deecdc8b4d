import { tearDown } from './teardown.js';

/** How long the process may run after the last test, for sockets to close. */
const LINGER_MS = 20_000;

/**
 * Called by mocha after the last test of the run: stops the shared services. A resource that a test has left open would
 * keep the process running; it is reported, and the process exits with the result of the tests. Where files run in several
 * processes, this is called in mocha's own; services that the others started end with them (process-guard.ts).
 */
export async function mochaGlobalTeardown(): Promise<void> {
  await tearDown();
  // Without an explicit exit, Node 20 sometimes hangs while closing handles (uv_run in Environment::CleanupHandles).
  process.once('beforeExit', () => process.exit());
  setTimeout(() => {
    process.stderr.write(`Left open by a test: ${process.getActiveResourcesInfo().join(', ')}\n`);
    process.exit(); // mocha's listener sets the exit code
  }, LINGER_MS).unref();
}
