import type { OutboxFigures } from './outbox-store.js';
import type { RelayStatus } from './relay-status.js';

/** The state of the server and of what it depends on. No method throws: what cannot be read is undefined or `unknown`. */
export interface HealthSource {
  database(): Promise<'connected' | 'disconnected'>;
  /** `unknown` when the database cannot be reached. */
  migrations(): Promise<'current' | 'behind' | 'unknown'>;
  outbox(): Promise<OutboxFigures | undefined>;
  relay(): RelayStatus;
  /** Whether the server is shutting down. */
  stopping(): boolean;
}
