/** What pg needs to connect: the URL of SQLAlchemy's asyncpg driver names the same database. */
export function parseDatabaseUrl(url: string): { connectionString: string } {
  return { connectionString: url.replace(/^postgres(ql)?\+\w+:\/\//, 'postgresql://') };
}
