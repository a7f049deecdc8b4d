import type { CellView } from './column.js';
import { wrapBeside } from './wrap-beside.js';

/** How a page for a person is to be drawn. */
export interface PageView extends CellView {
  readonly widthColumns: number;
}

/** Labels and what they say, in two columns; text that is too long goes on below its beginning. */
export function renderFacts(facts: readonly (readonly [string, string])[], view: PageView): string {
  const width = Math.max(...facts.map(([label]) => label.length));
  return facts
    .map(([label, text]) => `${wrapBeside(`${view.paint('gray', label.padEnd(width))}  `, text, view.widthColumns)}\n`)
    .join('');
}
