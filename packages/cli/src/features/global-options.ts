import type { Format } from '../terminal/format.js';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly output?: Format;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly profile?: string;
  readonly catalogueUrl?: string;
  /** False where `--no-color` was given. */
  readonly color: boolean;
  /** False where `--no-input` was given. */
  readonly input: boolean;
  readonly debug?: boolean;
}
