/**
 * An exact amount in minor units (cents). Amounts are never floats: they are read from decimal text, added and multiplied
 * as integers, and written as decimal text with two places.
 */
export type Cents = bigint;

/** 9,999,999,999.99: the largest price, subtotal and total. */
export const MAX_AMOUNT: Cents = 999_999_999_999n;

const DECIMAL = /^(\d{1,10})(?:\.(\d{1,2})0*)?$/;

/**
 * Reads a non-negative decimal with at most two places other than zeroes, such as `29.9`, `29.90` or `29.900`. Returns
 * undefined for everything else: signs, exponents, thousands separators, more places, more than `MAX_AMOUNT`.
 */
export function parseAmount(text: string): Cents | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
}

/** The amount as a decimal with two places: `2990n` is `29.90`. */
export function formatAmount(cents: Cents): string {
  const digits = cents.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
