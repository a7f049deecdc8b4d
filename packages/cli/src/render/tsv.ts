import { printable } from './printable.js';

/** One line of fields separated by tabs; a field never holds a tab or a line break of its own. */
export function tsvLine(fields: readonly string[]): string {
  return `${fields.map(printable).join('\t')}\n`;
}
