import type { SqlType } from './sql-types.js';

type Table = Readonly<Record<string, readonly [type: SqlType<unknown>, sql: string]>>;

/** The members of a row and the SQL expressions they are read from, of which select lists are made. */
export interface Selection<Members extends Table> {
  /** For `columns` of a statement. */
  readonly columns: { readonly [Member in keyof Members]: Members[Member][0] };
  /** For the select list of its text. */
  readonly list: string;
  /** The list with other expressions for some members. */
  listWith(replaced: { readonly [Member in keyof Members]?: string }): string;
}

/** The columns of a row that an outer join may leave out: then all of them are null. */
export type Outer<Columns> = {
  readonly [Column in keyof Columns]: Columns[Column] extends SqlType<infer Value> ? SqlType<Value | null> : never;
};

export function outer<Columns>(columns: Columns): Outer<Columns> {
  return columns as Outer<Columns>;
}

export function selection<const Members extends Table>(members: Members): Selection<Members> {
  const listWith: Selection<Members>['listWith'] = (replaced) =>
    Object.entries(members)
      .map(([member, [, sql]]) => `${replaced[member] ?? sql} AS "${member}"`)
      .join(', ');
  const types = Object.fromEntries(Object.entries(members).map(([member, [type]]) => [member, type]));
  return { columns: types as Selection<Members>['columns'], list: listWith({}), listWith };
}

/** The SQL for a timestamptz as RFC 3339 in UTC with microseconds, which is how the type parsers read one, too. */
export function rfc3339(sql: string): string {
  return `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
