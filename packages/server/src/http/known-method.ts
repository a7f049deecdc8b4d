/** The methods of RFC 9110 and PATCH (RFC 5789), which the semantic conventions of HTTP name. */
const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
]);

/** What the conventions have for any other method, so that a client cannot make labels and names of spans. */
export const OTHER_METHOD = '_OTHER';

/** The method as metrics and traces name it. */
export function knownMethod(method: string): string {
  return METHODS.has(method) ? method : OTHER_METHOD;
}
