import { setMaxListeners } from 'node:events';
import { readEnvironment } from './session/environment.js';
import { EXIT } from './exit-codes.js';
import { runProgram } from './program.js';

const interruption = new AbortController();
setMaxListeners(0, interruption.signal); // as many as there are requests under way
for (const signalName of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signalName, () => {
    // The first asks what runs to come to an end; who asks twice means it.
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    interruption.abort(signalName);
  });
}

// A reader that has seen enough, as in `orders list | head -1`, is no failure, and ends what only prints.
let endsWithReader = true;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' && !endsWithReader) return;
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    if (stream === process.stdout) process.stderr.write(`error: What was found cannot be written: ${error.message}\n`);
    process.exit(EXIT.failure);
  });
}

const exitCode = await runProgram(process.argv.slice(2), {
  streams: process,
  environment: readEnvironment(process.env),
  folder: process.cwd(),
  signal: interruption.signal,
  now: () => new Date(),
  outliveReader: () => (endsWithReader = false),
});

// What was written last may still be on its way; connections kept alive must not keep the process.
process.stdout.write('', () => process.exit(exitCode));
