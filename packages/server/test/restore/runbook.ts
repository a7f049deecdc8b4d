import { readFileSync } from 'node:fs';

const RUNBOOK = new URL('../../../../docs/backups.md', import.meta.url);

/** The statements for after a restore, which are run as the runbook has them. */
export function statementsOfRunbook(): string {
  const [, section = ''] = readFileSync(RUNBOOK, 'utf8').split('## After a restore');
  const sql = /```sql\n([\s\S]+?)```/.exec(section)?.[1];
  if (sql === undefined) throw new Error('docs/backups.md has no statements for after a restore');
  return sql;
}
