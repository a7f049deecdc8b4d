import { inspect } from 'node:util';
import { printable } from './printable.js';
import { widthOf } from './text.js';
import { wrap } from './wrap.js';

/**
 * Text that may be sent to a terminal. Only this file creates it: untrusted text in it has been escaped, and its only
 * control sequences are colours.
 */
class EscapedText {
  readonly ansi: string;

  constructor(ansi: string) {
    this.ansi = ansi;
  }
}

export type TerminalText = EscapedText;

/** What can be inserted into a terminal text; strings are escaped. */
export type Shown = string | number | TerminalText;

/** Creates a terminal text from a template: show`Order ${id} is ${status}`. Inserted strings are escaped. */
export function show(parts: TemplateStringsArray, ...values: readonly Shown[]): TerminalText {
  return new EscapedText(String.raw({ raw: parts }, ...values.map(ansiOf)));
}

/** Concatenates texts, without a separator. */
export function concat(texts: readonly Shown[]): TerminalText {
  return new EscapedText(texts.map(ansiOf).join(''));
}

/** Wraps a text to `columns` columns; the lines after the first are indented by the width of the label. */
export function paragraph(text: TerminalText, columns: number, label: TerminalText = show``): TerminalText {
  const indentColumns = widthOf(label.ansi);
  const lines = wrap(text.ansi, Math.max(1, columns - indentColumns), widthOf);
  return new EscapedText(
    lines.map((line, index) => `${index === 0 ? label.ansi : ' '.repeat(indentColumns)}${line}\n`).join(''),
  );
}

/** What a library draws from escaped texts. */
export function drawnFrom(
  cells: readonly (readonly TerminalText[])[],
  draw: (cells: string[][]) => string,
): TerminalText {
  return new EscapedText(draw(cells.map((row) => row.map(ansiOf))));
}

export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'gray' | 'bold';

/** Colours a text; only escapes it if colours are off or the colour is undefined. */
export type Paint = (colour: Colour | undefined, text: Shown) => TerminalText;

/** Does not use `util.styleText`: since Node 22 it checks stdout, and this text may be for stderr. */
export function createPaint(enabled: boolean): Paint {
  return (colour, text) => {
    const codes = enabled && colour ? inspect.colors[colour] : undefined;
    const escaped = ansiOf(text);
    return new EscapedText(codes ? `\u001b[${codes[0]}m${escaped}\u001b[${codes[1]}m` : escaped);
  };
}

function ansiOf(text: Shown): string {
  return text instanceof EscapedText ? text.ansi : printable(String(text));
}
