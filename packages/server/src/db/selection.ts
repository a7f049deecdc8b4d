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

export function selection<const Members extends Table>(members: Members): Selection<Members> {
  const listWith: Selection<Members>['listWith'] = (replaced) =>
    Object.entries(members)
      .map(([member, [, sql]]) => `${replaced[member] ?? sql} AS "${member}"`)
      .join(', ');
  const types = Object.fromEntries(Object.entries(members).map(([member, [type]]) => [member, type]));
  return { columns: types as Selection<Members>['columns'], list: listWith({}), listWith };
}
