import type { RelayOptions, RelayStep } from '../../../src/outbox/relay-options.js';

/** The steps at which a server can be made to crash. */
export const STEPS = [
  'before commit',
  'after commit',
  'claimed',
  'published',
  'confirmed',
  'removed',
] as const satisfies (RelayStep | 'before commit' | 'after commit')[];

export type Step = (typeof STEPS)[number];

/** Defects of the relay, each of which the rig must detect. */
export const MUTATIONS = ['bare-skip-locked', 'delete-before-confirm', 'not-mandatory', 'two-in-flight'] as const;

export type Mutation = (typeof MUTATIONS)[number];

/** The faults of one server. */
export interface FaultPlan {
  /** Offset of the server's clock. */
  readonly clockOffsetMs?: number;
  readonly relay?: Partial<RelayOptions>;
  readonly mutation?: Mutation;
}

/** From the rig to a server. */
export type Command =
  /** Crash when the step is reached for the nth time. */
  { readonly kind: 'crash'; readonly step: Step; readonly occurrence: number } | { readonly kind: 'resourceUsage' };

export interface ResourceUsage {
  /** After a full garbage collection. */
  readonly heapBytes: number;
  /** Number of sockets, timers and other resources that keep the event loop alive. */
  readonly handles: number;
}

/** From a server to the rig. */
export type Report =
  { readonly kind: 'ready'; readonly url: string } | ({ readonly kind: 'resourceUsage' } & ResourceUsage);
