import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';

/** A part of a document in `docs/` that is generated: what is between `<!-- name: begin -->` and `<!-- name: end -->`. */
export interface DocumentSection {
  /** Such as `scaling.md`. */
  readonly document: string;
  readonly name: string;
}

/** Replaces the section by these lines of Markdown. */
export async function writeSection({ document, name }: DocumentSection, lines: readonly string[]): Promise<void> {
  const file = fileURLToPath(new URL(`../../../../docs/${document}`, import.meta.url));
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [before = '', rest = ''] = (await readFile(file, 'utf8')).split(begin);
  const text = `${before}${[begin, '', ...lines, '', end].join('\n')}${rest.split(end)[1] ?? ''}`;
  const options = await prettier.resolveConfig(file);
  await writeFile(file, await prettier.format(text, { ...options, filepath: file }));
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
