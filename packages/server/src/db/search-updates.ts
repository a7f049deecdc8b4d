import type { SearchUpdates } from '../ports/order-search.js';
import type { Runner } from './connection.js';
import { createDerivedUpdates, type DerivedUpdatesOptions } from './derived-updates.js';
import { MAY_UPDATE_SEARCH, UPDATE_SEARCH } from './statements/update-search.js';

/** The search on PostgreSQL. */
export function createSearchUpdates(database: Runner, options?: DerivedUpdatesOptions): SearchUpdates {
  return createDerivedUpdates(database, { update: UPDATE_SEARCH, mayUpdate: MAY_UPDATE_SEARCH }, options);
}
