/** The allowed length of a text in Unicode code points, as the service counts it. */
export interface TextLength {
  readonly min?: number;
  readonly max: number;
}

/** Why the service would reject the text, as a predicate (`is empty`); undefined for a valid text. */
export function faultOfText(text: string, { min = 0, max }: TextLength): string | undefined {
  if (/\0|\p{Surrogate}/u.test(text)) return 'has a character that cannot be stored (NUL or half a surrogate pair)';
  const length = Array.from(text).length;
  if (length < min) return min === 1 ? 'is empty' : `has ${length} characters; at least ${min} are needed`;
  return length > max ? `has ${length} characters; at most ${max} are allowed` : undefined;
}
