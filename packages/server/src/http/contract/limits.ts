import { contract } from './document.js';

/** Limits of the contract that the server applies itself. All others are checked where a request is validated. */
export const LIMITS = {
  /** The largest body that is read. */
  bodyBytes: contract.info['x-max-body-bytes'],
  /** How many events one call of `replayEvents` puts back at most. */
  replayedEvents: contract.components.schemas.ReplaySince.properties.limit.maximum,
  /** How many hours or days `getStatistics` returns at most. */
  statisticsBuckets: contract.components.schemas.Statistics.properties.buckets.maxItems,
} as const;
