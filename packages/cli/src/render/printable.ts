/**
 * Characters that act on a terminal, or on the text around them, instead of being seen: C0, DEL and C1 controls but for
 * tabs and line breaks, bidirectional controls, line separators and marks without a width. Joiners and variation
 * selectors stay: names are written with them.
 */
const ACTING = /(?![\t\n\r])[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/** Whether a text has characters that act instead of being seen. */
export function acts(text: string): boolean {
  return text.search(ACTING) >= 0;
}

/** Shows what would act as an escape, `\u001b`, as JSON and YAML write it; tabs and line breaks stay. */
export function escapeActing(text: string): string {
  return text.replace(ACTING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text of others, made safe to print within a line: what would act is escaped, white space is a space. */
export function printable(text: string): string {
  return escapeActing(text.replace(/[\t\n\r]+/g, ' '));
}
