import { ORDER_STATUSES, type OrderStatus } from '../domain/order-status.js';
import { Counts } from './counts.js';
import { Distribution, Distributions } from './distribution.js';
import { RequestDurations } from './request-durations.js';
import { StatementDurations } from './statement-durations.js';

/** How the sign-in of a request ended. `cached`: with the verdict on an earlier request with the same token. */
export const SIGN_IN_OUTCOMES = [
  'verified',
  'cached',
  'authentication_required',
  'token_invalid',
  'token_expired',
  'identity_provider_unavailable',
] as const;
export type SignInOutcome = (typeof SIGN_IN_OUTCOMES)[number];

/** How the look-up of a product ended. `suspended`: without a call, because the circuit breaker is open. */
export const LOOK_UP_OUTCOMES = [
  'found',
  'not_found',
  'timeout',
  'unavailable',
  'invalid_response',
  'suspended',
  'cancelled',
] as const;
export type LookUpOutcome = (typeof LOOK_UP_OUTCOMES)[number];

/** Where a product comes from: a `call`, one that another order `shared`, or the `cache`. */
export type ProductSource = 'call' | 'shared' | 'cache';

export const BREAKER_STATES = ['closed', 'open', 'half_open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** Who moved an order. */
export type Mover = 'owner' | 'operator' | 'timer';

/** The kinds of statements that concurrent calls share. */
export type SharedStatement = 'create_orders' | 'change_order_statuses' | 'find_orders' | 'list_own_orders';

export interface ProductMeasurements {
  readonly lookUps: Distributions<LookUpOutcome>;
  readonly sources: Counts<ProductSource>;
  breaker: BreakerState;
  /** How often the breaker has opened. */
  breakerOpened: number;
}

export interface OrderMeasurements {
  readonly placed: Counts<'created' | 'replayed'>;
  readonly transitions: Readonly<Record<Mover, Counts<OrderStatus>>>;
  /** Requests that repeated a change of status and were answered with it. */
  repeatedChanges: number;
  /** Old events that were removed. */
  eventsRemoved: number;
}

/**
 * What a server counts while it works: plain numbers, which each part adds to and which are formatted when metrics are
 * read. All but `streams` and the breaker only grow.
 */
export interface Measurements {
  readonly requests: RequestDurations;
  /** Problem documents by their code. */
  readonly problems: Counts<string>;
  readonly signIns: Counts<SignInOutcome>;
  readonly streams: { open: number };
  readonly orders: OrderMeasurements;
  readonly products: ProductMeasurements;
  readonly statements: StatementDurations;
  /** Calls that shared a statement. */
  readonly groupSizes: Distributions<SharedStatement>;
  /** From publishing a message until the broker's answer. */
  readonly confirms: Distribution;
}

const LOOK_UP_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const CONFIRM_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1_000];

/** Nothing has been counted. */
export function createMeasurements(): Measurements {
  return {
    requests: new RequestDurations(),
    problems: new Counts([]),
    signIns: new Counts(SIGN_IN_OUTCOMES),
    streams: { open: 0 },
    orders: createOrderMeasurements(),
    products: createProductMeasurements(),
    statements: new StatementDurations(),
    groupSizes: new Distributions<SharedStatement>(GROUP_SIZES, [
      'create_orders',
      'change_order_statuses',
      'find_orders',
      'list_own_orders',
    ]),
    confirms: createConfirmMeasurements(),
  };
}

export function createConfirmMeasurements(): Distribution {
  return new Distribution(CONFIRM_SECONDS);
}

export function createProductMeasurements(): ProductMeasurements {
  return {
    lookUps: new Distributions(LOOK_UP_SECONDS, LOOK_UP_OUTCOMES),
    sources: new Counts(['call', 'shared', 'cache']),
    breaker: 'closed',
    breakerOpened: 0,
  };
}

function createOrderMeasurements(): OrderMeasurements {
  return {
    placed: new Counts(['created', 'replayed']),
    transitions: {
      owner: new Counts(ORDER_STATUSES),
      operator: new Counts(ORDER_STATUSES),
      timer: new Counts(ORDER_STATUSES),
    },
    repeatedChanges: 0,
    eventsRemoved: 0,
  };
}
