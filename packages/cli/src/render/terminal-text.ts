import { inspect } from 'node:util';
import { printable } from './printable.js';
import { widthOf } from './text.js';
import { wrap } from './wrap.js';

/**
 * Text that may be sent to a terminal. Only this file makes it: whatever others wrote in it has been escaped, and the
 * only control sequences are our own colours.
 */
class EscapedText {
  readonly ansi: string;

  constructor(ansi: string) {
    this.ansi = ansi;
  }
}

export type TerminalText = EscapedText;

/** What can stand in a terminal text; strings are escaped. */
export type Shown = string | number | TerminalText;

/** Makes a terminal text of a template: show`Order ${id} is ${status}`. What is put in is escaped unless it has been. */
export function show(parts: TemplateStringsArray, ...values: readonly Shown[]): TerminalText {
  return new EscapedText(String.raw({ raw: parts }, ...values.map(ansiOf)));
}

/** Texts behind each other, with nothing between. */
export function concat(texts: readonly Shown[]): TerminalText {
  return new EscapedText(texts.map(ansiOf).join(''));
}

/** A text as lines that are no wider than so many columns; further lines are indented to stand below the first one's text. */
export function paragraph(text: TerminalText, columns: number, label: TerminalText = show``): TerminalText {
  const indentColumns = widthOf(label.ansi);
  const lines = wrap(text.ansi, Math.max(1, columns - indentColumns), widthOf);
  return new EscapedText(
    lines.map((line, index) => `${index === 0 ? label.ansi : ' '.repeat(indentColumns)}${line}\n`).join(''),
  );
}

/** What a library draws of texts that have been escaped. */
export function drawnFrom(
  cells: readonly (readonly TerminalText[])[],
  draw: (cells: string[][]) => string,
): TerminalText {
  return new EscapedText(draw(cells.map((row) => row.map(ansiOf))));
}

export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'gray' | 'bold';

/** Colours a text, or only escapes it where colour is not wanted or is undefined. */
export type Paint = (colour: Colour | undefined, text: Shown) => TerminalText;

/** Not `util.styleText`: from Node 22 on it decides by stdout, and this text may be for stderr. */
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
