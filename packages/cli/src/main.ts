import { setMaxListeners } from 'node:events';
import { readEnvironment } from './session/environment.js';
import { EXIT } from './exit-codes.js';
import { runProgram } from './program.js';

const interruption = new AbortController();
let pagerHasKeyboard = false;
setMaxListeners(0, interruption.signal); // every concurrent request adds one
for (const signalName of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signalName, () => {
    const isKeyOfPager = pagerHasKeyboard && signalName === 'SIGINT';
    // The first signal stops the command cleanly; a second one exits at once.
    if (interruption.signal.aborted && !isKeyOfPager) process.exit(EXIT.interrupted);
    interruption.abort(signalName);
  });
}

// A closed pipe, as in `orders list | head -1`, is not an error; it ends commands that only read.
let exitsOnClosedPipe = true;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' && !exitsOnClosedPipe) return;
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    if (stream === process.stdout) process.stderr.write(`error: The output cannot be written: ${error.message}\n`);
    process.exit(EXIT.failure);
  });
}

void runProgram(process.argv.slice(2), {
  streams: process,
  environment: readEnvironment(process.env),
  folder: process.cwd(),
  signal: interruption.signal,
  now: () => new Date(),
  ignoreClosedPipe: () => (exitsOnClosedPipe = false),
  pagerTakesInterrupts: () => (pagerHasKeyboard = true),
}).then((exitCode) => {
  // Exits when stdout has been flushed, and does not wait for keep-alive connections.
  process.stdout.write('', () => process.exit(exitCode));
});
