import { widthOf } from './text.js';
import { wrap } from './wrap.js';

/** A labelled text, its further lines indented to begin below the first; colour codes take no width. */
export function wrapBeside(label: string, text: string, columns: number): string {
  const indent = ' '.repeat(widthOf(label));
  return wrap(text, Math.max(1, columns - widthOf(label)), widthOf)
    .map((line, index) => `${index === 0 ? label : indent}${line}`)
    .join('\n');
}
