import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** A piece of code in a document. */
export interface Block {
  /** The document and the heading above it, such as `docs/events.md#The feed`; with a number from the second one on. */
  readonly name: string;
  readonly language: string;
  readonly code: string;
}

/** The folders of the documents for users. */
const FOLDERS = ['.', 'docs', 'packages/cli', 'packages/sdk', 'packages/server', 'packages/server/docs'];

/** Every block of code of the documents, but drawings and what is not said to be of a language. */
export const BLOCKS: readonly Block[] = documents()
  .flatMap(blocksOf)
  .filter(({ language }) => language !== '' && language !== 'mermaid');

function documents(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, ROOT))
      .filter((file) => file.endsWith('.md'))
      .map((file) => (folder === '.' ? file : `${folder}/${file}`)),
  );
}

function blocksOf(document: string): Block[] {
  const blocks: Block[] = [];
  const counts = new Map<string, number>();
  let heading = '';
  const text = readFileSync(new URL(document, ROOT), 'utf8');
  const found = text.matchAll(/^#+ (.+)$|^( *)```(\w*)\n([\s\S]*?)^ *```$/gm);
  for (const [, title, indent = '', language = '', code = ''] of found) {
    if (title !== undefined) {
      heading = title;
      continue;
    }
    const place = `${document}#${heading}`;
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    const text = code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    blocks.push({ name: count === 1 ? place : `${place} (${count})`, language, code: text });
  }
  return blocks;
}

/** The blocks of these languages. */
export function blocksIn(...languages: readonly string[]): readonly Block[] {
  return BLOCKS.filter(({ language }) => languages.includes(language));
}
