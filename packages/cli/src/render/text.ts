import stringWidth from 'string-width';

/** C0, DEL and C1. */
const CONTROL = /\p{Cc}/gu;
/** Marks that take no column and can turn the text around them: bidirectional controls, joiners that stand alone. */
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]/g;

/**
 * Text of others, made safe to print: names come from a catalogue, and a terminal would obey the escape sequences in
 * them. Control characters are shown in caret notation, white space becomes a space.
 */
export function printable(text: string): string {
  return text
    .replace(/[\t\n\r]+/g, ' ')
    .replace(INVISIBLE, '')
    .replace(CONTROL, caret);
}

function caret(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x80 ? `^${String.fromCharCode(code ^ 0x40)}` : '�';
}

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
