import pino, { stdSerializers, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** The password in a connection string, and a bearer token, wherever in a text they stand. */
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

/** What is logged of an error: no members but these, for PostgreSQL's `detail` quotes the values of a row. */
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

/** Lines are gathered up to this size or age, so that a request does not wait for its line to be written. */
const GATHERED = { minLength: 4_096, periodicFlush: 200 };
const WARN = pino.levels.values.warn ?? 40;

function gatheringOutput(): ReturnType<typeof pino.destination> {
  return pino.destination({ dest: 1, sync: false, ...GATHERED });
}

/**
 * JSON lines to standard output (or `destination`), with secrets redacted. A warning or anything worse is written at
 * once, with all that came before it; so is what is left when the process ends.
 */
export function createLogger(
  level: LogLevel,
  destination: DestinationStream & { flushSync?: () => void } = gatheringOutput(),
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
