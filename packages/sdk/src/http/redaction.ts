const REDACTED = '[redacted]';
const SECRET_NAME = /auth|cookie|token|secret|password|credential|api-?key|signature|session/i;

/** Headers as a plain object. The value of a header that may be a credential is replaced. */
export function redactedHeaders(headers: Headers): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {};
  headers.forEach((value, name) => {
    plain[name] = SECRET_NAME.test(name) ? REDACTED : value;
  });
  return Object.freeze(plain);
}

/** A URL in which the values of parameters that may be credentials are replaced. */
export function redactedUrl(url: string): string {
  return url.replaceAll(/([?&])([^=&#]*)=([^&#]*)/g, (whole: string, mark: string, name: string) =>
    SECRET_NAME.test(name) ? `${mark}${name}=${REDACTED}` : whole,
  );
}
