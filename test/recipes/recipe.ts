import { existsSync, readFileSync } from 'node:fs';

/** One change of a file. An anchor is a text that the file contains exactly once. */
export type Edit = { readonly file: string } & (
  | { readonly after: string; readonly insert: string }
  | { readonly before: string; readonly insert: string }
  | { readonly replace: string; readonly by: string }
  /** The whole text of a new file. */
  | { readonly create: string }
);

/** A recipe of CONTRIBUTING.md, as a change that follows it. */
export interface Recipe {
  /** Its heading. */
  readonly title: string;
  /** The first steps: what the change is about. */
  readonly begin: readonly Edit[];
  /** The other steps. */
  readonly follow: readonly Edit[];
  /** Files of the other steps, with what the compiler or a test reports after the first steps alone. */
  readonly asksFor: Readonly<Record<string, RegExp>>;
}

/**
 * The texts of the files that `edits` change, by path. Writes nothing.
 * @throws Error if an anchor is missing or not unique, or a new file exists
 */
export function applyEdits(edits: readonly Edit[], root: URL): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const edit of edits) {
    const { file } = edit;
    if ('create' in edit && (texts.has(file) || existsSync(new URL(file, root)))) throw new Error(`${file} exists`);
    texts.set(
      file,
      'create' in edit ? edit.create : applyEdit(edit, texts.get(file) ?? readFileSync(new URL(file, root), 'utf8')),
    );
  }
  return texts;
}

function applyEdit(edit: Exclude<Edit, { readonly create: string }>, text: string): string {
  const anchor = 'after' in edit ? edit.after : 'before' in edit ? edit.before : edit.replace;
  const count = text.split(anchor).length - 1;
  if (count !== 1) throw new Error(`${edit.file} contains ${count} times instead of once: ${anchor}`);
  if ('after' in edit) return text.replace(anchor, () => anchor + edit.insert);
  if ('before' in edit) return text.replace(anchor, () => edit.insert + anchor);
  return text.replace(anchor, () => edit.by);
}

/** The files that a recipe names, by its title. `<…>` in a path stands for a part that the reader chooses. */
export function filesNamedIn(contributing: string): ReadonlyMap<string, readonly string[]> {
  const [, recipes = ''] = contributing.split('\n## Recipes\n');
  const [chapter = ''] = recipes.split('\n## ');
  const sections = chapter.split('\n### ').slice(1);
  return new Map(
    sections.map((section) => {
      const [title = ''] = section.split('\n');
      const steps = section
        .split('\n')
        .filter((line) => /^\d+\. |^ {3}/.test(line))
        .join('\n');
      const paths = [...steps.matchAll(/`([\w@.<>-]+(?:\/[\w@.<>-]+)*\.(?:ts|yaml|md|json))`/g)].map(
        ([, path = '']) => path,
      );
      return [title, [...new Set(paths)]];
    }),
  );
}

/** Whether `file` is the one that `named` stands for. */
export function isNamedBy(named: string, file: string): boolean {
  const pattern = named.replaceAll('.', '\\.').replaceAll(/<[^>]+>/g, '[\\w-]+');
  return new RegExp(`^${pattern}$`).test(file);
}
