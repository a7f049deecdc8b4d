const REDACTED = '[redacted]';
const SECRET_HEADER = /authorization|cookie|token|secret|password|credential|api-?key/i;

/** Headers as a plain object. The value of a header that may be a credential is replaced. */
export function redactedHeaders(headers: Headers): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {};
  headers.forEach((value, name) => {
    plain[name] = SECRET_HEADER.test(name) ? REDACTED : value;
  });
  return Object.freeze(plain);
}
