/**
 * Breaks a text between words so that no line is wider than `columns`, except for a single longer word. `measure` returns
 * the width of a text; by default, each character counts as one column.
 */
export function wrap(text: string, columns: number, measure = (line: string) => line.length): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && measure(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
