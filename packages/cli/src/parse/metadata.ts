import { limits } from '@order-service/sdk';
import { UsageError } from '../errors.js';
import { faultOfText } from './wire-text.js';

const {
  maxMetadataEntries: MAX_ENTRIES,
  minMetadataKeyLength: MIN_KEY_LENGTH,
  maxMetadataKeyLength: MAX_KEY_LENGTH,
  maxMetadataValueLength: MAX_VALUE_LENGTH,
} = limits;

/** Parses `key=value` pairs into metadata. Throws UsageError for entries that the contract does not allow. */
export function parseMetadata(pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map(parsePair);
  const [fault] = faultsOfMetadata(entries);
  if (fault !== undefined) throw new UsageError(`--metadata: ${fault}.`);
  return Object.fromEntries(entries);
}

/** Splits at the first equals sign: only keys from a file can contain one. */
function parsePair(pair: string): [key: string, value: string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new UsageError(`--metadata takes key=value, such as channel=web; not '${pair}'.`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** Every violation of the contract by these metadata entries; keys and values are not trimmed. */
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
