import type { Edit } from './recipe.js';

/**
 * The edits of "Add a migration": the migration's file, and its entry in the list.
 * @param content its member `statements` or `steps`
 */
export function addMigration(name: string, content: string): Edit[] {
  const constant = name.replace(/^\d+_/, '').toUpperCase();
  return [
    {
      file: `packages/server/src/db/migrations/${name}.ts`,
      create: `import type { Migration } from './migration.js';

export const ${constant}: Migration = {
  name: '${name}',
  ${content},
};
`,
    },
    {
      file: 'packages/server/src/db/migrations/list.ts',
      before: "import type { Migration } from './migration.js';",
      insert: `import { ${constant} } from './${name}.js';\n`,
    },
    {
      file: 'packages/server/src/db/migrations/list.ts',
      before: '];\n',
      insert: `, ${constant}`,
    },
  ];
}
