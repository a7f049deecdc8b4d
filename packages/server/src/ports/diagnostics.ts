export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** One process of the server. */
export interface ServerProcess {
  readonly processId: number;
  readonly logLevel: LogLevel;
  readonly uptimeSeconds: number;
  readonly heapUsedBytes: number;
  readonly residentBytes: number;
  /** How late the event loop was since the process was last asked. */
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly isProfiling: boolean;
}

export type ProfileKind = 'cpu' | 'heap';

export interface ProfileRequest {
  readonly kind: ProfileKind;
  readonly durationMs: number;
}

/** Looks into the processes of the server that share a port. */
export interface Diagnostics {
  processes(): Promise<readonly ServerProcess[]>;
  /** Changes the level of the log of every process; back to the configured one after `durationMs`, if given. */
  setLogLevel(level: LogLevel, durationMs: number | undefined): Promise<void>;
  /**
   * A profile in the format of V8, as JSON text, of the process with this id, or of the one that is asked.
   * @throws ProcessNotFoundError, ProfileRunningError
   */
  profile(request: ProfileRequest, processId: number | undefined): Promise<string>;
}
