import { SEARCH_POSITION } from '../packages/server/src/db/statements/update-search.js';

const POSITIONS = ['order_stats_position', SEARCH_POSITION];

/** Marks all events so far as included in the statistics and the search, so that the service does not add their orders. */
export async function passEvents(database: { query(text: string): Promise<unknown> }): Promise<void> {
  for (const position of POSITIONS) {
    await database.query(
      `UPDATE ${position} SET (transaction_id, id) =
         (SELECT transaction_id, id FROM order_events ORDER BY transaction_id DESC, id DESC LIMIT 1)`,
    );
  }
}
