import type pg from 'pg';

interface Named {
  readonly schema: string;
  readonly name: string;
}

/**
 * Every row of every table of the database as text, whatever tables and columns there are: those of the catalogs of
 * PostgreSQL alone are left out.
 */
export async function dumpOf(database: pg.Client): Promise<string> {
  const tables = await database.query<Named>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
     ORDER BY 1, 2`,
  );
  const lines: string[] = [];
  for (const { schema, name } of tables.rows) {
    const { rows } = await database.query<{ row: string }>(`SELECT t::text AS row FROM "${schema}"."${name}" t`);
    for (const { row } of rows) lines.push(`${name} ${row}`);
  }
  return lines.join('\n');
}

/** The marks that a text holds, in any case and also as the bytes that `bytea` shows. */
export function tracesIn(text: string, marks: readonly string[]): string[] {
  const haystack = text.toLowerCase();
  return marks.filter((mark) => {
    const needle = mark.toLowerCase();
    return haystack.includes(needle) || haystack.includes(Buffer.from(mark).toString('hex'));
  });
}
