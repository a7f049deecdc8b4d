import type { SecretAlgorithm, SecretKey } from '../ports/key-source.js';
import type { Variables } from './environment-variables.js';

/** A shorter secret can be guessed from one token (RFC 7518, section 3.2, for HS256). */
const MIN_SECRET_BYTES = 32;

const FORM = 'a JSON Web Key Set with keys of the type "oct": {"keys":[{"kty":"oct","kid":"2026-12","k":"…"}]}';

/**
 * `SECRET_KEY`, and the keys of `SECRET_KEYS` (RFC 7517, section 5), with which tokens are accepted, too, while the secret
 * is rotated. The first one signs.
 */
export function readSecretKeys(variables: Variables, algorithm: SecretAlgorithm): readonly SecretKey[] {
  const further = readKeySet(variables, algorithm);
  const secret =
    further.length > 0
      ? variables.optional('SECRET_KEY')
      : variables.required('SECRET_KEY', "the key that signs the user service's tokens, or set JWKS_URL");
  const keys: readonly SecretKey[] = [...(secret === undefined ? [] : [{ secret }]), ...further];
  for (const { secret, kid } of keys) {
    const bytes = Buffer.byteLength(secret);
    if (bytes === 0 || bytes >= MIN_SECRET_BYTES) continue;
    const which = kid === undefined ? 'SECRET_KEY' : `The key "${kid}" of SECRET_KEYS`;
    const sentence = `${which} is shorter than ${MIN_SECRET_BYTES} bytes and can be guessed. Use a longer one.`;
    (variables.text('NODE_ENV', '') === 'production' ? variables.problems : variables.warnings).push(sentence);
  }
  return keys;
}

function readKeySet(variables: Variables, algorithm: SecretAlgorithm): readonly Required<SecretKey>[] {
  const text = variables.optional('SECRET_KEYS');
  if (text === undefined) return [];
  const entries = parseKeys(text);
  const keys = entries?.flatMap((entry) => readKey(entry, algorithm) ?? []);
  if (!entries || keys?.length !== entries.length || keys.length === 0) {
    variables.problems.push(`SECRET_KEYS is not ${FORM}. k is the secret in base64url; alg, if present, is ALGORITHM.`);
    return [];
  }
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) {
    variables.problems.push('SECRET_KEYS has two keys with one kid. Give each its own.');
  }
  return keys;
}

function parseKeys(text: string): readonly unknown[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

/** A key of RFC 7518, section 6.4; undefined if it is none that signs with this algorithm. */
function readKey(entry: unknown, algorithm: SecretAlgorithm): Required<SecretKey> | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { kty, kid, k, alg = algorithm } = entry as Record<string, unknown>;
  const isUsable = kty === 'oct' && typeof kid === 'string' && kid !== '' && alg === algorithm;
  if (!isUsable || typeof k !== 'string' || !/^[\w-]+$/.test(k)) return undefined;
  return { kid, secret: Buffer.from(k, 'base64url') };
}
