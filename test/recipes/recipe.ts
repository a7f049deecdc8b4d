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
  /** In the order of its steps. The first one is what the recipe is about; the checks ask for the others. */
  readonly edits: readonly Edit[];
  /** What the compiler or a test reports when only the first edit is made, by the file that is still missing. */
  readonly asksFor: Readonly<Record<string, RegExp>>;
}

/** Returns the text of the edited file. @throws Error if an anchor is missing or not unique, or a new file exists. */
export function applyEdit(edit: Edit, root: URL): string {
  const url = new URL(edit.file, root);
  if ('create' in edit) {
    if (existsSync(url)) throw new Error(`${edit.file} exists`);
    return edit.create;
  }
  const text = readFileSync(url, 'utf8');
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
