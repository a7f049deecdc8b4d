import type { RelayOptions, RelayStep } from '../../../src/outbox/relay-options.js';

/** The steps at which a server can be made to die. */
export const STEPS = [
  'before commit',
  'after commit',
  'claimed',
  'published',
  'confirmed',
  'removed',
] as const satisfies (RelayStep | 'before commit' | 'after commit')[];

export type Step = (typeof STEPS)[number];

/** Ways to build the relay wrong, each of which the rig must notice. */
export const MUTATIONS = ['bare-skip-locked', 'delete-before-confirm', 'not-mandatory', 'two-in-flight'] as const;

export type Mutation = (typeof MUTATIONS)[number];

/** What a server of the rig is given beside its configuration. */
export interface FaultPlan {
  /** How far its clock is off. */
  readonly clockOffsetMs?: number;
  readonly relay?: Partial<RelayOptions>;
  readonly mutation?: Mutation;
}

/** From the rig to a server. */
export type Order =
  /** Die at the given passage through a step. */
  { readonly kind: 'die'; readonly step: Step; readonly passage: number } | { readonly kind: 'vitals' };

export interface Vitals {
  /** After a full collection. */
  readonly heapBytes: number;
  /** Sockets, timers and the like that the event loop holds. */
  readonly handles: number;
}

/** From a server to the rig. */
export type Report = { readonly kind: 'ready'; readonly url: string } | ({ readonly kind: 'vitals' } & Vitals);
