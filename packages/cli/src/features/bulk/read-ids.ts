import { UsageError } from '../../errors.js';
import { parseOrderId } from '../../parse/order-id.js';

/**
 * Parses order ids, separated by white space or commas; duplicates are removed. Throws UsageError, which names the line
 * of an invalid id.
 */
export function readIds(text: string): number[] {
  const ids = text.split('\n').flatMap((line, index) =>
    line
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((word) => read(word, index + 1)),
  );
  if (ids.length === 0) throw new UsageError('There is no order id in the list.');
  return [...new Set(ids)];
}

function read(word: string, lineNumber: number): number {
  try {
    return parseOrderId(word);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`line ${lineNumber}: ${error.message}`);
    throw error;
  }
}
