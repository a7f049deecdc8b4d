import { UsageError } from '../errors.js';

export interface WholeNumberOption {
  /** The name of the option, such as `--limit`. */
  readonly option: string;
  readonly min?: number;
  readonly max: number;
  readonly hints?: readonly string[];
}

/** Parses the whole number of an option, with no more digits than its maximum has. Throws UsageError. */
export function parseWholeNumber(text: string, { option, min = 1, max, hints = [] }: WholeNumberOption): number {
  const value = /^\d+$/.test(text) && text.length <= String(max).length ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option} takes a whole number from ${min} to ${max}, not '${text}'.`, { hints });
}
