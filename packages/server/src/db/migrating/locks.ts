import { splitSql } from './split-sql.js';

/** The locks of tables, from the weakest to the strongest, and what waits for them. */
export const LOCK_MODES = {
  'ROW EXCLUSIVE': 'blocks neither reads nor writes',
  'SHARE UPDATE EXCLUSIVE': 'blocks neither reads nor writes',
  SHARE: 'blocks writes',
  'SHARE ROW EXCLUSIVE': 'blocks writes',
  'ACCESS EXCLUSIVE': 'blocks reads and writes',
} as const;
export type LockMode = keyof typeof LOCK_MODES;

export interface Lock {
  readonly mode: LockMode;
  /** The table; of a statement that names an index only, the index. */
  readonly of: string;
}

type Rule = readonly [statement: RegExp, mode: LockMode];

/**
 * What a statement locks (https://www.postgresql.org/docs/current/explicit-locking.html), by how it begins; the first rule
 * that matches. The named group is the table. A statement that makes something new locks nothing that is used.
 */
const RULES: readonly Rule[] = [
  [/^CREATE (?:UNIQUE )?INDEX CONCURRENTLY .*?\bON (?:ONLY )?(?<of>\S+)/i, 'SHARE UPDATE EXCLUSIVE'],
  [/^CREATE (?:UNIQUE )?INDEX .*?\bON (?:ONLY )?(?<of>\S+)/i, 'SHARE'],
  [/^DROP INDEX CONCURRENTLY (?:IF EXISTS )?(?<of>\S+)/i, 'SHARE UPDATE EXCLUSIVE'],
  [/^DROP (?:TABLE|INDEX|VIEW|SEQUENCE|MATERIALIZED VIEW) (?:IF EXISTS )?(?<of>\S+)/i, 'ACCESS EXCLUSIVE'],
  [/^DROP TRIGGER .*?\bON (?<of>\S+)/i, 'ACCESS EXCLUSIVE'],
  [/^CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER .*?\bON (?<of>\S+)/i, 'SHARE ROW EXCLUSIVE'],
  [/^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?<of>\S+) VALIDATE CONSTRAINT \S+$/i, 'SHARE UPDATE EXCLUSIVE'],
  [
    /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?<of>\S+) ALTER (?:COLUMN )?\S+ SET STATISTICS \S+$/i,
    'SHARE UPDATE EXCLUSIVE',
  ],
  [
    /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?<of>\S+) (?:RE)?SET \([^,()]*(?:autovacuum|fillfactor|parallel_workers|toast)[^()]*\)$/i,
    'SHARE UPDATE EXCLUSIVE',
  ],
  [
    /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?<of>\S+) ADD (?:CONSTRAINT \S+ )?FOREIGN KEY [^;]*$/i,
    'SHARE ROW EXCLUSIVE',
  ],
  [
    /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?<of>\S+) (?:ENABLE|DISABLE) (?:ALWAYS |REPLICA )?TRIGGER \S+$/i,
    'SHARE ROW EXCLUSIVE',
  ],
  [/^ALTER (?:TABLE|INDEX|SEQUENCE) (?:IF EXISTS )?(?:ONLY )?(?<of>\S+)/i, 'ACCESS EXCLUSIVE'],
  [/^TRUNCATE (?:TABLE )?(?:ONLY )?(?<of>\S+)/i, 'ACCESS EXCLUSIVE'],
  [/^LOCK (?:TABLE )?(?:ONLY )?(?<of>[\w.]+)/i, 'ACCESS EXCLUSIVE'],
  [/^COMMENT ON TABLE (?<of>\S+)/i, 'SHARE UPDATE EXCLUSIVE'],
  [/^COMMENT ON COLUMN (?<of>\S+)\.\w+/i, 'SHARE UPDATE EXCLUSIVE'],
  [/^(?:WITH .*\b)?(?:UPDATE (?:ONLY )?|INSERT INTO |DELETE FROM (?:ONLY )?)(?<of>\w+)/i, 'ROW EXCLUSIVE'],
];

/** What a foreign key locks beside its table: the table that it refers to. */
const REFERRED = /\bREFERENCES (?<of>[\w.]+)/gi;

/** The locks that statements take on tables, the strongest of each. Those within the bodies of functions are unknown. */
export function locksOf(statements: readonly string[]): Lock[] {
  const found = statements.flatMap(splitSql).flatMap(locksOfStatement);
  const modes = Object.keys(LOCK_MODES) as LockMode[];
  const strongest = new Map<string, LockMode>();
  for (const { mode, of } of found) {
    const known = strongest.get(of);
    if (!known || modes.indexOf(mode) > modes.indexOf(known)) strongest.set(of, mode);
  }
  return [...strongest].map(([of, mode]) => ({ mode, of }));
}

function locksOfStatement(statement: string): Lock[] {
  const rule = RULES.find(([pattern]) => pattern.test(statement));
  const of = rule?.[0].exec(statement)?.groups?.of;
  const own: Lock[] = rule && of !== undefined ? [{ mode: rule[1], of: of.replace(/[(;].*$/, '') }] : [];
  if (!/^(?:ALTER|CREATE) TABLE/i.test(statement)) return own;
  const referred = [...statement.matchAll(REFERRED)].map((match): Lock => {
    return { mode: 'SHARE ROW EXCLUSIVE', of: match.groups?.of ?? '' };
  });
  return [...own, ...referred];
}
