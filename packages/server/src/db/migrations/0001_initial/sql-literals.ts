/** Words as SQL literals, as they stand in a list. */
export function literals(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

/** Rows of words, as they stand after VALUES. */
export function valuesOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `(${literals(row)})`).join(', ');
}
