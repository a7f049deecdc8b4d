import { widthOf } from './text.js';

/** Breaks a text between words so that no line is wider than so many columns, a longer word excepted. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** A labelled text, its further lines indented to begin below the first. */
export function wrapBeside(label: string, text: string, columns: number): string {
  const indent = ' '.repeat(widthOf(label));
  return wrap(text, Math.max(1, columns - widthOf(label)))
    .map((line, index) => `${index === 0 ? label : indent}${line}`)
    .join('\n');
}
