/**
 * Whether PostgreSQL can hold `text` as it is: it refuses NUL (22021 in text, 22P05 in jsonb), and a lone surrogate has
 * no UTF-8 and would silently become U+FFFD.
 */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
