/**
 * Characters that control a terminal or the text around them and have no glyph: C0, DEL and C1 controls except tabs and
 * line breaks, bidirectional controls, line separators and zero-width marks. Joiners and variation selectors are not
 * among them, because the spelling of names needs them.
 */
const CONTROLS = /(?![\t\n\r])[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/** Whether a text has control characters. */
export function hasControls(text: string): boolean {
  return text.search(CONTROLS) >= 0;
}

/** Replaces control characters by escapes such as `\u001b`, as JSON and YAML write them; tabs and line breaks stay. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** An untrusted text, made safe to print within a line: controls are escaped, tabs and line breaks become a space. */
export function printable(text: string): string {
  return escapeControls(text.replace(/[\t\n\r]+/g, ' '));
}
