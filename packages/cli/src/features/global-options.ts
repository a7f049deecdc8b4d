import type { Format } from '../terminal/format.js';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly output?: Format;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly profile?: string;
  readonly catalogueUrl?: string;
  /** How long a request may take with all its attempts, in milliseconds. */
  readonly timeout?: number;
  /** False where `--no-color` was given. */
  readonly color: boolean;
  /** False where `--no-input` was given. */
  readonly input: boolean;
  /** Whether `-o csv` writes cells unchanged. */
  readonly raw?: boolean;
  /** Whether `-o csv` begins with a byte order mark. */
  readonly bom?: boolean;
  /** Whether times are read and shown in UTC. */
  readonly utc?: boolean;
  readonly debug?: boolean;
}
