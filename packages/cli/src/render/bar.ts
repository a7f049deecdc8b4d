const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of at most `columns` columns, in steps of an eighth of a column; every positive value is visible. */
export function bar(value: number, max: number, columns: number): string {
  if (value <= 0 || max <= 0 || columns < 1) return '';
  const eighths = Math.max(1, Math.round((value / max) * columns * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
