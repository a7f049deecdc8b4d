import type { ReleasedProgram } from './released-program.js';

/** What is known about a schema while its migrations are read in order. */
export interface Context {
  /** Whether a table has rows and is in use: any that no unreleased migration has created. */
  isHot(table: string): boolean;
  /** Whether it has so few rows that a statement over all of them takes no time. */
  isSmall(table: string): boolean;
  readonly uses: {
    table(name: string): boolean;
    column(table: string, name: string): boolean;
    /** A function, a type or a sequence. */
    name(name: string): boolean;
  };
  /** Notes that an unreleased migration creates a table. */
  create(table: string): void;
  /** Notes a default value of a column. */
  giveDefault(table: string, column: string): void;
  /** Whether inserts of the released program leave this column out and nothing fills it. */
  isLeftNull(table: string, column: string): boolean;
  /** Notes that a constraint refuses null in a column, and later that it was checked. */
  forbidNull(table: string, column: string, constraint: string): void;
  validate(table: string, constraint: string): void;
  isKnownNotNull(table: string, column: string): boolean;
}

/** Tables with a row for each status, or with one row. */
const SMALL_TABLES: readonly string[] = [
  ...[
    'cell',
    'order_status_counts',
    'order_status_transitions',
    'order_stats_position',
    'order_search_position',
    'event_retention',
  ],
  ...['foreign_lanes', 'lane_moves'],
];

export function createContext({ statements, columns }: ReleasedProgram): Context {
  const words = new Set(statements.flatMap(({ text }) => text.match(/\w+/g) ?? []));
  const created = new Set<string>();
  const defaults = new Set<string>();
  const constraints = new Map<string, string>();
  const notNull = new Set<string>();
  const key = (table: string, name: string): string => `${table}.${name}`;
  return {
    isHot: (table) => !created.has(table),
    isSmall: (table) => created.has(table) || SMALL_TABLES.includes(table),
    uses: {
      table: (name) => name in columns || words.has(name),
      column: (table, name) => columns[table]?.includes(name) ?? false,
      name: (name) => words.has(name),
    },
    create: (table) => void created.add(table),
    giveDefault: (table, column) => void defaults.add(key(table, column)),
    isLeftNull: (table, column) =>
      !created.has(table) && !defaults.has(key(table, column)) && !(columns[table]?.includes(column) ?? false),
    forbidNull: (table, column, constraint) => void constraints.set(key(table, constraint), column),
    validate: (table, constraint) => {
      const column = constraints.get(key(table, constraint));
      if (column !== undefined) notNull.add(key(table, column));
    },
    isKnownNotNull: (table, column) => notNull.has(key(table, column)),
  };
}
