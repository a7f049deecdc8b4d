import type { Middleware } from 'koa';
import type { CompatibleService } from '../../config/compatibility.js';
import type { AuthenticatedState } from '../auth/authenticate.js';
import type { Operation } from '../contract/operations.js';
import { requestReader, type RequestReader } from '../contract/request.js';
import { seedAnswers } from './seed-answers.js';
import { seedReaderOf } from './seed-requests.js';
import { everyoneMayChangeOrders } from './seed-rights.js';

export type { CompatibleService } from '../../config/compatibility.js';

/** What an application does differently for the clients of another service. Nothing else of this service knows of them. */
export interface Compatibility {
  /** Surrounds routing and the rendering of problems. */
  readonly edge: Middleware;
  /** Follows authentication. */
  readonly signedIn: Middleware<AuthenticatedState>;
  readonly readerOf: (operation: Operation) => RequestReader;
}

const unchanged: Middleware = (_ctx, next) => next();

/** Requests are read, and answered, as the contract says. */
const CONTRACT: Compatibility = {
  edge: unchanged,
  signedIn: unchanged,
  readerOf: (operation) => requestReader(operation),
};

const SERVICES: Readonly<Record<CompatibleService, () => Compatibility>> = {
  seed: () => ({ edge: seedAnswers(), signedIn: everyoneMayChangeOrders(), readerOf: seedReaderOf() }),
};

export function compatibilityWith(service: CompatibleService | undefined): Compatibility {
  return service === undefined ? CONTRACT : SERVICES[service]();
}
