import { patterns } from '@order-service/sdk';
import { UsageError } from '../errors.js';

/** Parses an event id: a UUID (RFC 9562), in any case. Throws UsageError. */
export function parseEventId(text: string): string {
  if (patterns.eventId.test(text)) return text.toLowerCase();
  throw new UsageError(`An event id is a UUID such as 0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11, not '${text}'.`, {
    hints: ['orders outbox list   shows the ids of dead-lettered events'],
  });
}
