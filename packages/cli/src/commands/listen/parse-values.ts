import { EVENT_TYPES, type EventType } from '@order-service/sdk';
import { UsageError } from '../../errors.js';
import { parseDurationMs } from '../../parse/since.js';
import { parseWholeNumber } from '../../parse/whole-number.js';

const MAX_COUNT = 10_000_000;

/** Parses the URL of a consumer. Throws UsageError. */
export function parseConsumerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`--forward-to takes a URL such as http://localhost:3000/hooks, not '${text}'.`);
}

/** Parses the URL of a broker, without TLS, because the command looks into the connection. Throws UsageError. */
export function parseBrokerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'amqp:' && url.hostname !== '') return url;
  throw new UsageError('--amqp takes the URL of a broker without TLS, such as amqp://guest:guest@localhost.');
}

const MAX_PORT = 65_535;

/** Parses a port. Throws UsageError. */
export function parsePort(text: string): number {
  return parseWholeNumber(text, { option: '--port', max: MAX_PORT });
}

/** Parses types of events, with commas between. Throws UsageError. */
export function parseEventTypes(text: string): EventType[] {
  return text.split(',').map((word) => {
    const type = EVENT_TYPES.find((known) => known === word.trim());
    if (type) return type;
    throw new UsageError(`--events takes some of ${EVENT_TYPES.join(', ')}; not '${word}'.`);
  });
}

/** Parses a number of events. Throws UsageError. */
export function parseCount(text: string): number {
  return parseWholeNumber(text, { option: '--count', max: MAX_COUNT });
}

/** Parses a duration in milliseconds. Throws UsageError. */
export function parseSpanMs(text: string): number {
  const [, milliseconds] = /^(\d{1,6})ms$/.exec(text) ?? [];
  return milliseconds === undefined ? parseDurationMs(text) : Number(milliseconds);
}
