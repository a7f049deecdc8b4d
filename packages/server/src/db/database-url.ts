/** What a database URL says. */
export interface DatabaseLocation {
  readonly connectionString: string;
  /** The schema of the tables, if the URL names one. */
  readonly schema?: string;
}

/** Reads a URL. One of SQLAlchemy, such as `postgresql+asyncpg://`, names the same database. */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  const parsed = new URL(url.replace(/^postgres(ql)?\+\w+:\/\//, 'postgresql://'));
  const schema = parsed.searchParams.get('schema');
  parsed.searchParams.delete('schema');
  return { connectionString: parsed.href, ...(schema && { schema }) };
}
