import pino, { stdSerializers, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { createLogOutput, type LogOutput } from './log-output.js';
import { standardOutputSink } from './standard-streams.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Passwords in connection strings, and bearer tokens, anywhere in a text. */
const SECRETS = [
  { pattern: /(\w+:\/\/[^:@/\s]*):[^@/\s]+@/g, replacement: '$1:[redacted]@' },
  { pattern: /\b(Bearer\s+)[\w.~+/=-]+/gi, replacement: '$1[redacted]' },
  { pattern: /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, replacement: '[redacted]' },
];

export function redact(text: string): string {
  return SECRETS.reduce((redacted, { pattern, replacement }) => redacted.replace(pattern, replacement), text);
}

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly stack?: string | undefined;
  readonly cause?: LoggedError | undefined;
}

const MAX_CAUSES = 5;

/** The members of an error that are logged. Others may hold secrets: PostgreSQL's `detail` quotes values of a row. */
function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: redact(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: redact(error.message),
    code: typeof code === 'string' ? code : undefined,
    stack: error.stack === undefined ? undefined : redact(error.stack),
    cause: error.cause === undefined || depth >= MAX_CAUSES ? undefined : serializeError(error.cause, depth + 1),
  };
}

const SERVICE = 'order-service';
const WARN = pino.levels.values.warn ?? 40;

let standardOutput: LogOutput | undefined;

/** All loggers of a process share its standard output. */
function openStandardOutput(): LogOutput {
  if (standardOutput) return standardOutput;
  const output = createLogOutput(standardOutputSink(), describeLost);
  process.on('exit', () => output.writeAtExit());
  standardOutput = output;
  return output;
}

/** Calls `done` when the lines that were logged so far are written or cannot be, after at most a second. */
export function flushLogs(done: () => void): void {
  if (standardOutput) standardOutput.flush(done);
  else done();
}

/** The line that replaces lines for which the reader of the log, or the disk, was too slow. */
function describeLost(lines: number): string {
  const time = new Date().toISOString();
  return `${JSON.stringify({ level: 'warn', time, service: SERVICE, lines, msg: 'log lines were lost' })}\n`;
}

/**
 * Writes JSON lines to standard output, or to `destination`, with secrets redacted. Lines are buffered for a moment, so that
 * requests do not wait for them; those of level `warn` or above are written at once, by the next turn of the event loop.
 */
export function createLogger(
  level: LogLevel,
  destination: DestinationStream & { flush?: () => void } = openStandardOutput(),
): Logger {
  return pino(
    {
      level,
      base: { service: SERVICE },
      timestamp: stdTimeFunctions.isoTime,
      serializers: { ...stdSerializers, err: (error: unknown) => serializeError(error) },
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(args, method, lineLevel) {
          method.apply(this, args);
          if (lineLevel >= WARN) destination.flush?.();
        },
      },
    },
    destination,
  );
}
