import type { CellView } from './column.js';
import { concat, paragraph, show, type Shown, type TerminalText } from './terminal-text.js';

/** How a page for a terminal is drawn. */
export interface PageView extends CellView {
  readonly widthColumns: number;
}

/** Labels and their texts in two columns; a text that is too long is wrapped within its column. */
export function renderFacts(facts: readonly (readonly [label: string, text: Shown])[], view: PageView): TerminalText {
  const width = Math.max(...facts.map(([label]) => label.length));
  return concat(
    facts.map(([label, text]) =>
      paragraph(show`${text}`, view.widthColumns, show`${view.paint('gray', label.padEnd(width))}  `),
    ),
  );
}
