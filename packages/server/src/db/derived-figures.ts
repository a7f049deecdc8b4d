import type { DerivedFigures } from '../ports/health-source.js';
import type { Runner } from './connection.js';
import { DERIVED_FIGURES } from './statements/derived-figures.js';

/** A clock that was read for longer than this is not compared. */
const MAX_READ_MS = 1_000;

/** @param nowMs this process's clock: milliseconds since 1970 */
export function createDerivedFigures(database: Runner, nowMs: () => number = Date.now) {
  return {
    async read(): Promise<DerivedFigures> {
      const before = nowMs();
      const [figures] = await database.run(DERIVED_FIGURES, {});
      const after = nowMs();
      if (!figures) throw new Error('PostgreSQL returned no figures of what is derived');
      const { nowSeconds, ...lags } = figures;
      // The database read its clock at some time between the two.
      const isExact = after - before <= MAX_READ_MS;
      return { ...lags, clockOffsetSeconds: isExact ? nowSeconds - (before + after) / 2_000 : undefined };
    },
  };
}
