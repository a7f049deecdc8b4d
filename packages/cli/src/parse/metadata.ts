import { limits } from '@order-service/sdk';
import { UsageError } from '../errors.js';
import { faultOfText } from './wire-text.js';

const {
  maxMetadataEntries: MAX_ENTRIES,
  minMetadataKeyLength: MIN_KEY_LENGTH,
  maxMetadataKeyLength: MAX_KEY_LENGTH,
  maxMetadataValueLength: MAX_VALUE_LENGTH,
} = limits;

/** Reads `key=value` pairs into the contract's metadata. Throws UsageError for one that the contract does not allow. */
export function parseMetadata(pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map(parsePair);
  const [fault] = faultsOfMetadata(entries);
  if (fault !== undefined) throw new UsageError(`--metadata: ${fault}.`);
  return Object.fromEntries(entries);
}

/** A key holds no equals sign here; in a file it may. */
function parsePair(pair: string): [key: string, value: string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new UsageError(`--metadata takes key=value, such as channel=web; not '${pair}'.`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** Everything about metadata entries that the contract does not allow; keys and values are taken as they are. */
export function faultsOfMetadata(entries: readonly (readonly [key: string, value: string])[]): string[] {
  const keys = entries.map(([key]) => key);
  const twice = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
  const texts = entries.flatMap(([key, value]) => {
    const ofKey = faultOfText(key, { min: MIN_KEY_LENGTH, max: MAX_KEY_LENGTH });
    const ofValue = faultOfText(value, { max: MAX_VALUE_LENGTH });
    const name = Array.from(key).slice(0, MAX_KEY_LENGTH).join('');
    return [ofKey && `the key '${name}' ${ofKey}`, ofValue && `'${name}' ${ofValue}`].filter(
      (fault) => fault !== undefined,
    );
  });
  return [
    ...(entries.length > MAX_ENTRIES
      ? [`there are ${entries.length} entries; at most ${MAX_ENTRIES} are allowed`]
      : []),
    ...[...twice].map((key) => `'${key}' is given twice`),
    ...texts,
  ];
}
