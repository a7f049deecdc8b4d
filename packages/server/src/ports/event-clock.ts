import type { FeedPosition } from './event-feed.js';

/** Finds events by time. */
export interface EventClock {
  /**
   * A position that is followed by every event that occurred at `time` or later. About a minute of earlier events may
   * follow it, too; the reader filters them. Undefined when the position is the feed's beginning. Costs a few index
   * probes.
   */
  positionBefore(time: string): Promise<FeedPosition | undefined>;
}
