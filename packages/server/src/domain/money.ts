/**
 * An amount in minor units (cents), exact. Amounts are never floats: they arrive as decimal text, are added and
 * multiplied as integers, and leave as decimal text with two places.
 */
export type Cents = bigint;

/** The largest amount that `numeric(12,2)` holds. */
export const MAX_AMOUNT: Cents = 999_999_999_999n;

const DECIMAL = /^(\d{1,10})(?:\.(\d{1,2})0*)?$/;

/**
 * Reads a non-negative decimal of at most two places, such as `29.9`, `29.90` or `29.900`.
 * Returns undefined for anything else: signs, exponents, thousands separators, more places, more than `MAX_AMOUNT`.
 */
export function parseAmount(text: string): Cents | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
}

/** The decimal with two places: `2990n` is `29.90`. */
export function formatAmount(cents: Cents): string {
  const digits = cents.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
