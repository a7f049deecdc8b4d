import { printable } from './printable.js';

/** One line of fields separated by tabs; tabs and line breaks within a field become spaces. */
export function tsvLine(fields: readonly string[]): string {
  return `${fields.map(printable).join('\t')}\n`;
}
