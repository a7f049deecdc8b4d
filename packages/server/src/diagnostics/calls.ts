import type { LogLevel, ProfileRequest, ServerProcess } from '../ports/diagnostics.js';
import { defineTopic } from '../processes/link.js';

/** What a worker does for another one. */
export type Call =
  | { readonly kind: 'describe' }
  | { readonly kind: 'log-level'; readonly level: LogLevel; readonly durationMs: number | undefined }
  | { readonly kind: 'profile'; readonly request: ProfileRequest };

export type Reply =
  | { readonly kind: 'described'; readonly described: ServerProcess }
  | { readonly kind: 'done' }
  | { readonly kind: 'profiled'; readonly profile: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly reason: string };

/** From a worker to the primary process: a call for one process, or for all. Answered by the replies that came in time. */
export const CALL = defineTopic<
  { readonly processId: number | undefined; readonly call: Call; readonly maxWaitMs: number },
  readonly Reply[]
>('diagnostics');

/** From the primary process to a worker that is called. */
export const RUN = defineTopic<Call, Reply>("a worker's diagnostics");
