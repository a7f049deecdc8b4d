import type { CellView } from './column.js';
import { concat, paragraph, show, type Shown, type TerminalText } from './terminal-text.js';

/** How a page for a person is to be drawn. */
export interface PageView extends CellView {
  readonly widthColumns: number;
}

/** Labels and what they say, in two columns; text that is too long goes on below its beginning. */
export function renderFacts(facts: readonly (readonly [label: string, text: Shown])[], view: PageView): TerminalText {
  const width = Math.max(...facts.map(([label]) => label.length));
  return concat(
    facts.map(([label, text]) =>
      paragraph(show`${text}`, view.widthColumns, show`${view.paint('gray', label.padEnd(width))}  `),
    ),
  );
}
