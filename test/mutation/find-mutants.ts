import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutant.js';
import { changesOf } from './operators.js';

/** The TypeScript files of a folder, relative to `root`, with those of its subfolders. */
export function sourcesOf(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('migrations/'))
    .map((name) => `${folder}/${name}`)
    .sort();
}

/** All mutants of a file. In db/, the SQL is changed, too. */
export function mutantsOf(root: string, file: string): readonly Mutant[] {
  const source = readFileSync(join(root, file), 'utf8');
  return changesOf(source, { sql: file.includes('/db/') }).map((change) => ({
    ...change,
    file,
    line: source.slice(0, change.start).split('\n').length,
    original: source.slice(change.start, change.end),
  }));
}
