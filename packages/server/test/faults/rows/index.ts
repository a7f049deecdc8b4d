import type { Row } from '../row.js';
import { killedServer } from './01-killed-server.js';
import { stoppedServer } from './02-stopped-server.js';
import { terminatedServer } from './03-terminated-server.js';
import { brokerDown } from './04-broker-down.js';
import { brokerLink } from './05-broker-link.js';
import { brokerAlarms } from './06-broker-alarms.js';
import { undeliverable } from './07-undeliverable.js';
import { brokerCluster } from './08-broker-cluster.js';
import { databaseFailover } from './09-database-failover.js';
import { standbyDown } from './10-standby-down.js';
import { databaseResources } from './11-database-resources.js';
import { contention } from './12-contention.js';
import { clientDisconnect } from './13-client-disconnect.js';
import { productService } from './14-product-service.js';
import { clockSkew } from './15-clock-skew.js';
import { tokens } from './16-tokens.js';
import { abuse } from './17-abuse.js';
import { timers } from './18-timers.js';

/** The fault table. */
export const ROWS: readonly Row[] = [
  killedServer,
  stoppedServer,
  terminatedServer,
  brokerDown,
  brokerLink,
  brokerAlarms,
  undeliverable,
  brokerCluster,
  databaseFailover,
  standbyDown,
  databaseResources,
  contention,
  clientDisconnect,
  productService,
  clockSkew,
  tokens,
  abuse,
  timers,
];
