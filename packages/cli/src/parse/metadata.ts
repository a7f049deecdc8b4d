import { UsageError } from '../errors.js';

const MAX_ENTRIES = 20;
const MAX_KEY_LENGTH = 40;
const MAX_VALUE_LENGTH = 500;

/** Reads `key=value` pairs into the contract's metadata. Throws UsageError for one that the contract refuses. */
export function parseMetadata(pairs: readonly string[]): Record<string, string> {
  const metadata = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--metadata takes key=value, such as channel=web; not '${pair}'.`);
    const key = pair.slice(0, at);
    if (metadata.has(key)) throw new UsageError(`--metadata names '${key}' twice.`);
    if (key.length > MAX_KEY_LENGTH || pair.length - at - 1 > MAX_VALUE_LENGTH) {
      throw new UsageError(
        `--metadata '${key.slice(0, MAX_KEY_LENGTH)}' is too long: a key has at most ${MAX_KEY_LENGTH} characters, ` +
          `a value ${MAX_VALUE_LENGTH}.`,
      );
    }
    metadata.set(key, pair.slice(at + 1));
  }
  if (metadata.size > MAX_ENTRIES) throw new UsageError(`An order takes at most ${MAX_ENTRIES} --metadata entries.`);
  return Object.fromEntries(metadata);
}
