import type { LogLevel, ProfileRequest, ServerProcess } from '../ports/diagnostics.js';

/** What a worker does for another one. */
export type Call =
  | { readonly kind: 'describe' }
  | { readonly kind: 'log-level'; readonly level: LogLevel; readonly durationMs: number | undefined }
  | { readonly kind: 'profile'; readonly request: ProfileRequest };

export type Reply =
  | { readonly kind: 'described'; readonly described: ServerProcess }
  | { readonly kind: 'done' }
  | { readonly kind: 'profiled'; readonly profile: string }
  | { readonly kind: 'running'; readonly processId: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** From a worker to the primary process: a call for one process, or for all. */
export interface CallMessage {
  readonly diagnostics: 'call';
  readonly id: string;
  readonly processId: number | undefined;
  readonly call: Call;
}

/** From the primary process to a worker that is called. */
export interface RunMessage {
  readonly diagnostics: 'run';
  readonly id: string;
  readonly call: Call;
}

/** From a worker that was called to the primary process. */
export interface ReplyMessage {
  readonly diagnostics: 'reply';
  readonly id: string;
  readonly reply: Reply;
}

/** From the primary process to the worker that has called: the replies of the processes that ran the call. */
export interface ResultMessage {
  readonly diagnostics: 'result';
  readonly id: string;
  readonly replies: readonly Reply[];
}

export type Message = CallMessage | RunMessage | ReplyMessage | ResultMessage;

/** Whether what a process received is one of these messages; workers get others as well. */
export function isMessage(received: unknown): received is Message {
  return typeof received === 'object' && received !== null && 'diagnostics' in received;
}
