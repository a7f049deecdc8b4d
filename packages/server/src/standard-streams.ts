import { fstatSync, write, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { LogSink } from './log-output.js';

const STDOUT = 1;

/** The part of a stream's handle that makes its writes asynchronous. Node.js has no public name for it. */
type WithHandle = NodeJS.WriteStream & { readonly _handle?: { setBlocking?(blocking: boolean): number } | null };

/**
 * A reader that is stuck or gone must not stop the process. Node.js writes to a terminal synchronously, which blocks the
 * process for as long as the terminal takes no output, and a stream's error without a listener ends the process. Called
 * before workers are forked: all of them share the settings of one pipe.
 */
export function neverBlockOnStandardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => undefined);
    (stream as WithHandle)._handle?.setBlocking?.(false);
  }
}

/** The sink for log lines that is this process's standard output. */
export function standardOutputSink(): LogSink {
  return isStream(STDOUT) ? streamSink(process.stdout) : fileSink(STDOUT);
}

/** Whether a reader may be slow: a pipe, a socket or a terminal. The others are files, and /dev/null. */
function isStream(descriptor: number): boolean {
  const stats = fstatSync(descriptor);
  return stats.isFIFO() || stats.isSocket() || isatty(descriptor);
}

function streamSink(stream: NodeJS.WriteStream): LogSink {
  stream.on('error', () => undefined); // the callback of the write gets it, too
  return {
    write: (text, done) => void stream.write(text, done),
    writeAtExit: (text) => void stream.write(text),
  };
}

/** Writes to a file on a thread of its own, because a disk can be slow. `process.stdout` would write on the main thread. */
function fileSink(descriptor: number): LogSink {
  const writeBytes = (bytes: Buffer, done: (error?: Error | null) => void): void =>
    write(descriptor, bytes, (error, written) => {
      if (error || written >= bytes.length) done(error);
      else writeBytes(bytes.subarray(written), done);
    });
  return {
    write: (text, done) => writeBytes(Buffer.from(text), done),
    writeAtExit(text) {
      try {
        writeSync(descriptor, text);
      } catch {
        // Nobody is left to be informed.
      }
    },
  };
}
