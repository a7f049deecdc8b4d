import type { DevService } from './embedded/dev-service.js';

interface Greeted extends Pick<DevService, 'url' | 'catalogueUrl' | 'dataFolder'> {
  /** The port that was asked for; 0 for any. */
  readonly wantedPort: number;
  readonly publishesEvents: boolean;
  readonly temporary: boolean;
}

/** What a person reads when `order-service dev` is ready: where everything is, and what to type next. */
export function devGreeting({
  url,
  catalogueUrl,
  dataFolder,
  wantedPort,
  publishesEvents,
  temporary,
}: Greeted): string {
  const otherPort = wantedPort !== 0 && Number(new URL(url).port || 80) !== wantedPort;
  const events = publishesEvents
    ? 'published to RabbitMQ, and in the feed, GET /api/v1/events'
    : 'in the feed, GET /api/v1/events (RABBITMQ_URL is not set)';
  const data = temporary ? 'temporary: it goes when the service stops' : `${dataFolder} (delete it to begin anew)`;
  return `The order service is running. Ctrl-C stops it.
${otherPort ? `\n  Port ${wantedPort} is taken; this is another one.\n` : ''}
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
