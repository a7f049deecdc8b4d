import pino, { stdSerializers, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

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

/** Lines are buffered up to this size or age, so that requests do not wait for their lines to be written. */
const BUFFER_BYTES = 4_096;
const FLUSH_INTERVAL_MS = 200;
const STDOUT = 1;
const WARN = pino.levels.values.warn ?? 40;

function bufferedOutput(): ReturnType<typeof pino.destination> {
  return pino.destination({ dest: STDOUT, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_INTERVAL_MS });
}

/**
 * Writes JSON lines to standard output, or to `destination`, with secrets redacted. The buffer is flushed by a line of
 * level `warn` or above, and when the process ends.
 */
export function createLogger(
  level: LogLevel,
  destination: DestinationStream & { flushSync?: () => void } = bufferedOutput(),
): Logger {
  return pino(
    {
      level,
      base: { service: 'order-service' },
      timestamp: stdTimeFunctions.isoTime,
      serializers: { ...stdSerializers, err: (error: unknown) => serializeError(error) },
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(args, method, lineLevel) {
          method.apply(this, args);
          if (lineLevel >= WARN) destination.flushSync?.();
        },
      },
    },
    destination,
  );
}
