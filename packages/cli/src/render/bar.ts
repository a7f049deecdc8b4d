const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of at most so many columns, exact to an eighth of one; what is more than nothing is always seen. */
export function bar(value: number, max: number, columns: number): string {
  if (value <= 0 || max <= 0 || columns < 1) return '';
  const eighths = Math.max(1, Math.round((value / max) * columns * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
