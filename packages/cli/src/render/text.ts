import stringWidth from 'string-width';

/** How many columns a terminal needs for the text; colour codes need none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Shortens the text to so many columns, with an ellipsis; never cuts through a character a person sees as one. */
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
