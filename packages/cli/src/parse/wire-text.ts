/** How long a text may be, in characters as Unicode counts them (code points), as the service does. */
export interface TextLength {
  readonly min?: number;
  readonly max: number;
}

/** What is wrong with a text that is to be sent, as the end of a sentence; undefined for one that the service takes. */
export function faultOfText(text: string, { min = 0, max }: TextLength): string | undefined {
  if (/\0|\p{Surrogate}/u.test(text)) return 'has a character that cannot be stored (NUL or half a surrogate pair)';
  const length = Array.from(text).length;
  if (length < min) return min === 1 ? 'is empty' : `has ${length} characters; at least ${min} are needed`;
  return length > max ? `has ${length} characters; at most ${max} are allowed` : undefined;
}
