import type { OutboxFigures } from './outbox-store.js';
import type { RelayStatus } from './relay-status.js';

/** How the server and what it depends on are doing. Nothing here throws: what cannot be asked is undefined or unknown. */
export interface HealthSource {
  database(): Promise<'connected' | 'disconnected'>;
  /** `unknown` when the database cannot be reached. */
  migrations(): Promise<'current' | 'behind' | 'unknown'>;
  outbox(): Promise<OutboxFigures | undefined>;
  relay(): RelayStatus;
  /** Whether the server is shutting down. */
  stopping(): boolean;
}
