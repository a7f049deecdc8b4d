import stringWidth from 'string-width';

/** The number of columns that a terminal needs for the text; colour codes need none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Shortens the text to `columns` columns, with an ellipsis; never splits a grapheme cluster (UAX 29). */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let used = 1; // the ellipsis
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += widthOf(segment);
    if (used > columns) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
