import type { NamedMutant } from './named-mutant.js';
import { AUTH_DEFECTS } from './named/auth.js';
import { BROKER_DEFECTS } from './named/broker.js';
import { DB_CONNECTION_DEFECTS } from './named/db-connections.js';
import { DB_EVENT_DEFECTS } from './named/db-events.js';
import { DB_MIGRATION_DEFECTS } from './named/db-migrations.js';
import { DB_ORDER_DEFECTS } from './named/db-orders.js';
import { DB_READ_DEFECTS } from './named/db-reads.js';
import { DOMAIN_DEFECTS } from './named/domain.js';
import { OVERLOAD_DEFECTS } from './named/overload.js';
import { RELAY_DEFECTS } from './named/relay.js';
import { KEY_DEFECTS } from './named/repeated-requests.js';
import { SDK_REQUEST_DEFECTS } from './named/sdk-requests.js';
import { SDK_RETRY_DEFECTS } from './named/sdk-retries.js';
import { STREAM_DEFECTS } from './named/streams.js';
import { USECASE_DEFECTS } from './named/usecases.js';

/** The defects that each release must notice, those with fast tests first. */
export const NAMED_MUTANTS: readonly NamedMutant[] = [
  ...DOMAIN_DEFECTS,
  ...USECASE_DEFECTS,
  ...KEY_DEFECTS,
  ...AUTH_DEFECTS,
  ...SDK_RETRY_DEFECTS,
  ...SDK_REQUEST_DEFECTS,
  ...RELAY_DEFECTS,
  ...BROKER_DEFECTS,
  ...STREAM_DEFECTS,
  ...OVERLOAD_DEFECTS,
  ...DB_CONNECTION_DEFECTS,
  ...DB_MIGRATION_DEFECTS,
  ...DB_ORDER_DEFECTS,
  ...DB_READ_DEFECTS,
  ...DB_EVENT_DEFECTS,
];
