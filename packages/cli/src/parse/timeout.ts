import { UsageError } from '../errors.js';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const MAX_TIMEOUT_MS = 24 * 3_600_000;

/** Parses how long to wait: `500ms`, `5s`, `2m`, or seconds without a unit. Returns milliseconds. Throws UsageError. */
export function parseTimeoutMs(text: string): number {
  const [, number, unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)?$/.exec(text) ?? [];
  const timeoutMs = Math.round(Number(number) * (UNIT_MS[unit] ?? NaN));
  if (timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS) return timeoutMs;
  throw new UsageError(`--timeout takes a span such as 500ms, 5s or 2m, at most a day; not '${text}'.`);
}
