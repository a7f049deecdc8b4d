/** Characters without a glyph that the spelling of some names needs, one behind a letter. */
const JOINERS = String.raw`(?:\u034f|\u115f|\u1160|\u17b4|\u17b5|\u180e|\u200c|\u200d|\p{Variation_Selector})`;
/** Scripts whose letters need none of them but the non-joiner. */
const PLAIN_LETTERS = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]`;

/**
 * Characters that control a terminal or the text around them, or that have no glyph: C0, DEL and C1 controls except tabs
 * and line breaks (a carriage return alone is none: it hides what is before it), bidirectional controls, line separators,
 * zero-width marks and Unicode tags, in which a whole sentence can be hidden. Joiners and variation selectors are among
 * them only where no spelling needs them, because a sentence can be hidden in those, too: behind another one (but emoji
 * have a joiner behind a variation selector), behind Latin, Greek and Cyrillic letters, and the selectors of ideographs
 * elsewhere.
 */
const CONTROLS = new RegExp(
  [
    String.raw`\r(?!\n)|(?![\t\n\r])[\p{Cc}\u2028\u2029\ufff9-\ufffb]`,
    String.raw`(?!${JOINERS})\p{Default_Ignorable_Code_Point}`,
    String.raw`(?<=${JOINERS})(?!(?<=\p{Variation_Selector})\u200d)${JOINERS}`,
    String.raw`(?<=${PLAIN_LETTERS})(?!\u200c)${JOINERS}`,
    String.raw`(?<!\p{Script=Han})[\u{e0100}-\u{e01ef}]`,
  ].join('|'),
  'gu',
);

/** Whether a text has control characters. */
export function hasControls(text: string): boolean {
  return text.search(CONTROLS) >= 0;
}

/** Replaces control characters by escapes such as `\u001b`; tabs and line breaks stay. */
export function escapeControls(text: string, escape: (character: string) => string = jsonEscape): string {
  return text.replace(CONTROLS, escape);
}

/** An untrusted text, made safe to print within a line: controls are escaped, tabs and line breaks become a space. */
export function printable(text: string): string {
  return escapeControls(text.replace(/[\t\n\r]+/g, ' '));
}

/** Above U+FFFF, JSON has an escape for each half of the surrogate pair (RFC 8259). */
function jsonEscape(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
    .join('');
}

/** YAML has a longer escape above U+FFFF. */
export function yamlEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
