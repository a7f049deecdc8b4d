/**
 * Whether `text` can be stored and sent unchanged. PostgreSQL refuses NUL (22021 in text, 22P05 in jsonb), and a lone
 * surrogate has no UTF-8 encoding (RFC 7493, section 2.1): it would silently become U+FFFD.
 */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
