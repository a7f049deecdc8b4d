import type { Row } from '../row.js';
import { killedServer } from './01-killed-server.js';
import { stoppedServer } from './02-stopped-server.js';
import { terminatedServer } from './03-terminated-server.js';
import { brokerAway } from './04-broker-away.js';
import { brokerLink } from './05-broker-link.js';
import { brokerAlarms } from './06-broker-alarms.js';
import { undeliverable } from './07-undeliverable.js';
import { brokerCluster } from './08-broker-cluster.js';
import { databaseFailover } from './09-database-failover.js';
import { standbyAway } from './10-standby-away.js';
import { starvedDatabase } from './11-starved-database.js';
import { contention } from './12-contention.js';
import { clientGone } from './13-client-gone.js';
import { productService } from './14-product-service.js';
import { wrongClock } from './15-wrong-clock.js';
import { tokens } from './16-tokens.js';
import { abuse } from './17-abuse.js';

/** The fault table. */
export const ROWS: readonly Row[] = [
  killedServer,
  stoppedServer,
  terminatedServer,
  brokerAway,
  brokerLink,
  brokerAlarms,
  undeliverable,
  brokerCluster,
  databaseFailover,
  standbyAway,
  starvedDatabase,
  contention,
  clientGone,
  productService,
  wrongClock,
  tokens,
  abuse,
];
