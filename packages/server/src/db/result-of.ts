import type pg from 'pg';

/** The server has not answered in time. Whether it has executed the query is unknown. */
class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * Sends a query, and waits for its result.
 *
 * The callback goes with the query, and the time is kept here. With the promises or the `query_timeout` of pg, which set a
 * query's callback afterwards, V8 moves nearly every row to the old generation before it is garbage: a page of orders then
 * cost a fifth more. Why was not found; test/integration/young-garbage.test.ts measures it.
 * @param timeoutMs 0 to wait for ever
 * @throws the error of the database or of the connection; NoAnswerError, after which the connection must not be used again
 */
export function resultOf<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  query: pg.QueryConfig,
  timeoutMs: number,
): Promise<pg.QueryResult<Row>> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new NoAnswerError(`The database has not answered within ${timeoutMs} ms`));
    const timer = timeoutMs > 0 ? setTimeout(giveUp, timeoutMs) : undefined;
    client.query<Row>(query, (error: Error | null, result) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(result);
    });
  });
}
