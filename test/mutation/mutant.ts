/** One change of a source file, which a test has to notice. */
export interface Mutant {
  /** Relative to the root of the repository. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly operator: string;
  /** The text from `start` to `end` is replaced. */
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
}

/** The source with the change of the mutant. */
export function applyMutant(source: string, { start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

/** The mutant in one line, such as `src/a.ts:7 negate condition: "a" -> "!(a)"`. */
export function describeMutant({ file, line, operator, original, replacement }: Mutant): string {
  return `${file}:${line} ${operator}: ${oneLine(original)} -> ${oneLine(replacement)}`;
}

const MAX_SHOWN_CHARACTERS = 70;

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_SHOWN_CHARACTERS ? `${line.slice(0, MAX_SHOWN_CHARACTERS)}…` : line || '(nothing)';
}
