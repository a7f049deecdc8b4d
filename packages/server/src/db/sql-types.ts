declare const value: unique symbol;

/** A type of PostgreSQL, and how its values look in this program: as parameters, and as `typeParsers` reads them. */
export interface SqlType<Value> {
  readonly sql: string;
  /** Never set: it carries the type. */
  readonly [value]?: Value;
}

export type ValueOf<Type> = Type extends SqlType<infer Value> ? Value : never;

function sqlType<Value>(sql: string): SqlType<Value> {
  return { sql };
}

export const bigint = sqlType<number>('bigint');
export const boolean = sqlType<boolean>('boolean');
export const bytea = sqlType<Buffer>('bytea');
export const float8 = sqlType<number>('float8');
export const int = sqlType<number>('int');
export const interval = sqlType<string>('interval');
/** An amount of money: a decimal with two places. */
export const amount = sqlType<string>('numeric(12,2)');
/** Decimal digits: exact, as PostgreSQL keeps them. */
export const numeric = sqlType<string>('numeric');
export const text = sqlType<string>('text');
/** RFC 3339 in UTC with microseconds; as a parameter also `infinity` and `-infinity`. */
export const timestamptz = sqlType<string>('timestamptz');
export const uuid = sqlType<string>('uuid');
/** A transaction's id: 64 bits, as decimal digits. */
export const xid8 = sqlType<string>('xid8');

/** A text column that holds one of a few words. */
export function textOf<Word extends string>(): SqlType<Word> {
  return sqlType<Word>('text');
}

/** A parameter that is the text of a JSON document. */
export const json = sqlType<string>('json');

/** A column of JSON, which is read parsed. */
export function jsonOf<Value>(): SqlType<Value> {
  return sqlType<Value>('json');
}

/** A column that may be null, or a parameter that may be null or undefined. */
export function nullable<Value>(type: SqlType<Value>): SqlType<Value | null> {
  return type;
}

export function arrayOf<Value>(type: SqlType<Value>): SqlType<readonly Value[]> {
  return sqlType<readonly Value[]>(`${type.sql}[]`);
}

/**
 * PostgreSQL has no ragged arrays: an array that is an element of another array is sent as its text, and cast where it
 * is used. For words and integers, which need no quotes.
 */
export function arrayText(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}
