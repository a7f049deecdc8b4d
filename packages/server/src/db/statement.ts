import type { SqlType, ValueOf } from './sql-types.js';

/** One shaped SQL statement, compiled: `$1`, `$2` … in its text stand for its parameters. */
export interface Statement<Parameters, Row> {
  readonly name: string;
  /** Whether it is parsed and planned once per connection. Otherwise every execution is planned for its values. */
  readonly prepared: boolean;
  /** Whether it changes anything: then a lost connection leaves its outcome unknown. */
  readonly writes: boolean;
  readonly text: string;
  /** What `$1`, `$2` … stand for, in order. */
  readonly placeholders: readonly Placeholder[];
  /** The columns of its rows. */
  readonly columns: { readonly [Column in keyof Row]: SqlType<Row[Column]> };
  /** The values of `$1`, `$2` …, in order. */
  readonly valuesOf: (parameters: Parameters) => unknown[];
}

export interface Placeholder {
  /** A parameter, or a column of a batch as `batch.column`. */
  readonly name: string;
  /** As SQL. */
  readonly type: string;
}

interface BatchColumn<Input> {
  readonly type: SqlType<unknown>;
  readonly read: (input: Input, ordinal: number) => unknown;
}

export type BatchColumns<Input> = Readonly<Record<string, BatchColumn<Input>>>;

/** Inputs that are sent together as the rows of a table, each column as one array. */
export interface Batch<Input> {
  readonly batch: BatchColumns<Input>;
}

type Parameter = SqlType<unknown> | Batch<never>;

/** Where null is allowed, undefined is, too: pg sends both as null. */
type Sent<Value> = null extends Value ? Value | undefined : Value;
type Argument<Type> = Type extends Batch<infer Input> ? readonly Input[] : Sent<ValueOf<Type>>;

export type ArgumentsOf<Parameters> = { readonly [Name in keyof Parameters]: Argument<Parameters[Name]> };
export type RowOf<Columns> = { readonly [Column in keyof Columns]: ValueOf<Columns[Column]> };

/** A column of a batch: its type, and how it is read from an input and the input's place in the batch. */
export function column<Input, Value>(
  type: SqlType<Value>,
  read: (input: Input, ordinal: number) => Sent<NoInfer<Value>>,
): BatchColumn<Input> {
  return { type, read };
}

export function batchOf<Input>(batch: BatchColumns<Input>): Batch<Input> {
  return { batch };
}

type Nothing = Readonly<Record<string, never>>;

interface Definition<Parameters, Columns> {
  readonly name: string;
  readonly writes: boolean;
  /** True by default. False for a statement whose best plan depends on its values or on how full its tables are. */
  readonly prepared?: boolean;
  readonly parameters?: Parameters;
  /** The columns of the result, by the names that the text gives them. */
  readonly columns?: Columns;
  /**
   * SQL in which `@name` stands for a parameter, cast to its type. A batch stands in FROM, once, as a table with its name:
   * `FROM @input` becomes `FROM unnest($1::bigint[], …) AS input (order_id, …)`.
   */
  readonly text: string;
}

/**
 * Compiles a statement, once, where it is defined.
 * @throws Error when the text names a parameter that is not declared, or a declared one is missing from the text.
 */
export function statement<
  Parameters extends Readonly<Record<string, Parameter>> = Nothing,
  Columns extends Readonly<Record<string, SqlType<unknown>>> = Nothing,
>(definition: Definition<Parameters, Columns>): Statement<ArgumentsOf<Parameters>, RowOf<Columns>> {
  const { name, writes, prepared = true } = definition;
  const parameters: Readonly<Record<string, Parameter>> = definition.parameters ?? {};
  const slots: Slot[] = [];
  const compiled = new Map<string, string>();
  const text = definition.text.replace(/@(\w+)/g, (token, parameterName: string) => {
    const parameter = parameters[parameterName];
    if (!parameter) throw new Error(`Statement ${name}: ${token} is not one of its parameters`);
    const known = compiled.get(parameterName);
    if (known !== undefined && !('batch' in parameter)) return known;
    if (known !== undefined) throw new Error(`Statement ${name}: the batch ${token} stands in it more than once`);
    const sql = compileParameter(parameterName, parameter, slots);
    compiled.set(parameterName, sql);
    return sql;
  });
  for (const declared of Object.keys(parameters)) {
    if (!compiled.has(declared)) throw new Error(`Statement ${name}: its text does not contain @${declared}`);
  }
  return {
    name,
    prepared,
    writes,
    text,
    placeholders: slots.map(({ name, type }) => ({ name, type })),
    columns: (definition.columns ?? {}) as Statement<ArgumentsOf<Parameters>, RowOf<Columns>>['columns'],
    valuesOf: (values) => slots.map((slot) => slot.read(values)),
  };
}

/** A placeholder, and how its value is found among the arguments of an execution. */
interface Slot extends Placeholder {
  readonly read: (values: Readonly<Record<string, unknown>>) => unknown;
}

/** Adds the parameter's placeholders to `slots`; returns the SQL that stands for it. */
function compileParameter(name: string, parameter: Parameter, slots: Slot[]): string {
  if (!('batch' in parameter)) {
    return place({ name, type: parameter.sql, read: (values) => values[name] }, slots);
  }
  const columns = Object.entries(parameter.batch);
  const arrays = columns.map(([columnName, { type, read }]) => {
    const readAll: Slot['read'] = (values) => (values[name] as readonly never[]).map(read);
    return place({ name: `${name}.${columnName}`, type: `${type.sql}[]`, read: readAll }, slots);
  });
  return `unnest(${arrays.join(', ')}) AS ${name} (${columns.map(([columnName]) => columnName).join(', ')})`;
}

function place(slot: Slot, slots: Slot[]): string {
  slots.push(slot);
  return `$${slots.length}::${slot.type}`;
}
