import type { OrderServiceError } from '../errors.js';
import { consoleLogger } from './console-logger.js';
import { observe, type Hooks, type RequestSummary } from './hooks.js';
import type { LogFields, Logger } from './logger.js';

/** The least important lines that are logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'off';

/** From the most to the least. */
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'off'];

/** How a call ended. */
export interface CallEnd {
  readonly request: RequestSummary;
  readonly attempts: number;
  readonly durationMs: number;
  /** The status of a success; the error otherwise. */
  readonly result: number | OrderServiceError;
}

/** The hooks of the log, and one for the end of a call. */
export interface LogHooks extends Hooks {
  readonly onEnd?: (event: CallEnd) => void;
}

/**
 * What the client logs, and where: `ORDERS_LOG` sets the level where the program sets none. Nothing by default; with a
 * logger, warnings.
 */
export function logHooks(logger: Logger | undefined, level: LogLevel | undefined): LogHooks {
  const least = level ?? environmentLevel() ?? (logger ? 'warn' : 'off');
  const to = logger ?? consoleLogger;
  const logs = (own: LogLevel) => LOG_LEVELS.indexOf(own) >= LOG_LEVELS.indexOf(least);
  return {
    ...(logs('debug') && {
      onRequest: ({ request, attempt }) =>
        to.debug(`${line(request)}: attempt ${attempt}`, { ...facts(request), attempt }),
      onResponse: ({ request, attempt, status, headers, durationMs }) => {
        const fields = { ...facts(request), headers, attempt, status, duration_ms: Math.round(durationMs) };
        to.debug(`${line(request)}: ${status}`, fields);
      },
    }),
    ...(logs('info') && { onEnd: (end) => logEnd(to, end) }),
    ...(logs('warn') && {
      onRetry: ({ request, attempt, reason, delayMs }) =>
        to.warn(`${line(request)}: attempt ${attempt} failed (${reason}); the next one in ${Math.round(delayMs)} ms`, {
          ...place(request),
          attempt,
          reason,
          delay_ms: Math.round(delayMs),
        }),
      ...(!logs('info') && { onEnd: (end) => isUncertain(end) && logEnd(to, end) }),
    }),
  };
}

function logEnd(to: Logger, end: CallEnd): void {
  const { request, attempts, result } = end;
  const duration_ms = Math.round(end.durationMs);
  const fields = { ...place(request), attempts, duration_ms };
  if (typeof result === 'number') {
    to.info(`${line(request)}: ${result} in ${duration_ms} ms`, { ...fields, status: result });
    return;
  }
  const log = isUncertain(end) ? to.warn.bind(to) : to.info.bind(to);
  const { name, message, outcomeUnknown } = result;
  log(`${line(request)}: ${name}: ${message}`, { ...fields, error: name, outcome_unknown: outcomeUnknown });
}

function isUncertain({ result }: CallEnd): boolean {
  return typeof result !== 'number' && result.outcomeUnknown;
}

function line({ method, url }: RequestSummary): string {
  return `${method} ${url}`;
}

function place({ method, url, requestId }: RequestSummary): LogFields {
  return { method, url, request_id: requestId };
}

function facts(request: RequestSummary): LogFields {
  return { ...place(request), headers: request.headers };
}

/** `ORDERS_LOG`, where there is an environment. Other runtimes have none, or refuse to show it. */
function environmentLevel(): LogLevel | undefined {
  try {
    const { process: runtime } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
    const text = runtime?.env?.ORDERS_LOG?.trim().toLowerCase();
    return LOG_LEVELS.find((level) => level === text);
  } catch {
    return undefined;
  }
}

/** The hooks of the program and those of the log as one. */
export function bothHooks(one: Hooks, other: Hooks): Hooks {
  const both = <Event>(first?: (event: Event) => void, second?: (event: Event) => void) =>
    first && second
      ? (event: Event) => {
          observe(first, () => event);
          observe(second, () => event);
        }
      : (first ?? second);
  return {
    onRequest: both(one.onRequest, other.onRequest),
    onResponse: both(one.onResponse, other.onResponse),
    onRetry: both(one.onRetry, other.onRetry),
  };
}
