import type { Distribution } from './distribution.js';

/** How the connections of a pool are used. */
export interface PoolUse {
  readonly maxConnections: number;
  /** Connections that are in use now. */
  readonly used: number;
  /** Open connections that are not in use. */
  readonly idle: number;
  /** Callers that wait for a connection now. */
  readonly waiting: number;
  /** Callers that have waited for too long. */
  readonly timeouts: number;
  /** How long callers waited for a connection. */
  readonly waits: Distribution;
}
