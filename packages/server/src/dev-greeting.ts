import type { DevService } from './embedded/dev-service.js';

interface StartedDevService extends Pick<DevService, 'url' | 'catalogueUrl' | 'dataFolder'> {
  /** The configured port; 0 for any free one. */
  readonly wantedPort: number;
  readonly publishesEvents: boolean;
  readonly temporary: boolean;
}

/** The text that `order-service dev` prints when it is ready: the addresses, and what to type next. */
export function devGreeting({
  url,
  catalogueUrl,
  dataFolder,
  wantedPort,
  publishesEvents,
  temporary,
}: StartedDevService): string {
  const otherPort = wantedPort !== 0 && Number(new URL(url).port || 80) !== wantedPort;
  const events = publishesEvents
    ? 'published to RabbitMQ, and in the feed, GET /api/v1/events'
    : 'in the feed, GET /api/v1/events (RABBITMQ_URL is not set)';
  const data = temporary ? 'temporary: deleted when the service stops' : `${dataFolder} (delete it to start over)`;
  return `The order service is running. Ctrl-C stops it.
${otherPort ? `\n  Port ${wantedPort} is taken; the service uses another one.\n` : ''}
  API        ${url}
  Manual     ${url}/docs
  Products   ${catalogueUrl}/api/v1/products
  Events     ${events}
  Data       ${data}

In another terminal, in this folder:

  npx orders create --item 1:2 --item 7
  npx orders list
`;
}
