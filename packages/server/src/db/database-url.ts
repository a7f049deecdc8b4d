/** The connection options for a URL. A URL of SQLAlchemy, such as `postgresql+asyncpg://`, names the same database. */
export function parseDatabaseUrl(url: string): { connectionString: string } {
  return { connectionString: url.replace(/^postgres(ql)?\+\w+:\/\//, 'postgresql://') };
}
