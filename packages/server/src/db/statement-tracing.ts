import type { Span, SpanAttributes, Tracing } from '../ports/tracing.js';
import { Batcher, type BatcherOptions, type CreateBatcher, type SharedStatements } from './batcher.js';
import type { Database, Runner } from './connection.js';
import { parseDatabaseUrl } from './database-url.js';
import { sqlStateOf } from './errors.js';

/** A call that waits for a shared statement. */
interface Wait {
  readonly parent: Span;
  readonly span: Span;
}

/** Calls that share the next statement. */
interface Group {
  /** Of the calls whose traces are sampled; not empty. */
  readonly waits: readonly Wait[];
  /** Of all of them. It is recorded for two and more (semantic conventions of databases). */
  readonly size: number;
}

const NO_GROUP: Group = { waits: [], size: 0 };

export interface StatementTracing {
  /** The same database, with a span of each statement that is run within a sampled trace. */
  readonly database: (database: Database) => Database;
  /** A batcher whose calls have a span of their wait, linked to that of the statement that they share, and it to them. */
  readonly batcher: CreateBatcher;
}

/**
 * Spans of statements, by the semantic conventions of PostgreSQL. A statement is named and not quoted: its text is in the
 * source under this name, and its values are nowhere in a trace.
 */
export function createStatementTracing(tracing: Tracing, databaseUrl: string): StatementTracing {
  const attributes = databaseAttributes(databaseUrl);
  /** By the span of the group's first wait, in which its statement is run. */
  const groups = new WeakMap<Span, Group>();

  function startStatement(name: string, active: Span): Span {
    const { waits, size } = groups.get(active) ?? NO_GROUP;
    groups.delete(active);
    const [first] = waits;
    const span = tracing.start(first?.parent ?? active, name, {
      kind: 'client',
      attributes: { ...attributes, 'db.query.summary': name, 'db.operation.batch.size': size > 1 ? size : undefined },
      links: waits.map((wait) => wait.span),
    });
    for (const wait of waits) {
      wait.span.link(span);
      wait.span.end();
    }
    return span;
  }

  const traced = (runner: Runner): Runner => ({
    async run(statement, parameters) {
      const active = tracing.active();
      if (!active) return await runner.run(statement, parameters);
      const span = startStatement(statement.name, active);
      try {
        return await runner.run(statement, parameters);
      } catch (error) {
        const state = sqlStateOf(error);
        span.set({ 'db.response.status_code': state });
        span.fail(state ?? (error instanceof Error ? error.name : 'Error'));
        throw error;
      } finally {
        span.end();
      }
    },
  });

  return {
    database: (database) => ({
      ...traced(database),
      transaction: (work) => database.transaction((transaction) => work(traced(transaction))),
      close: () => database.close(),
      renew: () => database.renew(),
      use: database.use,
    }),

    batcher<Input extends object, Output>(
      name: string,
      options: BatcherOptions<Input, Output>,
    ): SharedStatements<Input, Output> {
      const waiting = new WeakMap<Input, Wait>();
      const batcher = new Batcher<Input, Output>({
        ...options,
        run(inputs) {
          const waits = inputs.flatMap((input) => waiting.get(input) ?? []);
          const [first] = waits;
          if (!first) return tracing.active() ? tracing.run(undefined, () => options.run(inputs)) : options.run(inputs);
          groups.set(first.span, { waits, size: inputs.length });
          return tracing.run(first.span, () => options.run(inputs));
        },
      });
      return {
        submit(input) {
          const parent = tracing.active();
          if (!parent) return batcher.submit(input);
          const span = tracing.start(parent, `wait for ${name}`);
          waiting.set(input, { parent, span });
          return batcher.submit(input).finally(() => span.end());
        },
      };
    },
  };
}

/** What the spans of statements have in common. The server is named if there is only one. */
export function databaseAttributes(databaseUrl: string): SpanAttributes {
  const { hosts, database } = parseDatabaseUrl(databaseUrl).location;
  const [server, another] = hosts;
  return {
    'db.system.name': 'postgresql',
    'db.namespace': database,
    'server.address': another ? undefined : server?.host,
    'server.port': another ? undefined : server?.port,
  };
}
