import type { Logger } from 'pino';
import type { Renewals } from './concurrency/renewals.js';
import type { StartedParts } from './concurrency/started-parts.js';
import type { Config } from './config.js';
import type { DatabasePools } from './database-pools.js';
import type { Measurements } from './measuring/measurements.js';
import type { Overrides } from './overrides.js';
import type { Tracing } from './ports/tracing.js';
import type { PrimaryLink } from './processes/primary-link.js';

/** What the parts of a server are made from. */
export interface Composition {
  readonly config: Config;
  readonly logger: Logger;
  readonly overrides: Required<Overrides>;
  readonly pools: DatabasePools;
  readonly measurements: Measurements;
  /** Undefined where tracing is off. */
  readonly tracing: Tracing | undefined;
  /** In a process that shares its port with others; undefined in one that has it to itself. */
  readonly primary: PrimaryLink | undefined;
  readonly renewals: Renewals;
  /** Stopped in reverse order. */
  readonly parts: StartedParts;
  /** Aborts when the server begins to stop. */
  readonly stopping: AbortSignal;
  /** Aborts when the listener is closed. */
  readonly draining: AbortSignal;
}
