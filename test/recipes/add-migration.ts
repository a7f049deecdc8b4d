import type { Edit } from './recipe.js';

/** The edits of "Add a migration": the migration's file, and its entry in the list. */
export function addMigration(name: string, sql: string): Edit[] {
  const variable = name.replace(/^\d+_/, '').replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [
    {
      file: `packages/server/src/db/migrations/${name}.ts`,
      create: `import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(\`
${sql.replaceAll(/^/gm, '    ')}
  \`);
}

export { down } from './0001_initial.js';
`,
    },
    {
      file: 'packages/server/src/db/migrate.ts',
      before: "import { SILENT } from './knex-log.js';",
      insert: `import * as ${variable} from './migrations/${name}.js';\n`,
    },
    {
      file: 'packages/server/src/db/migrate.ts',
      before: '];\n\nconst source',
      insert: `  { name: '${name}', migration: ${variable} },\n`,
    },
  ];
}
