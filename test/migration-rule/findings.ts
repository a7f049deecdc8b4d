/** What is wrong with a place of a migration, and what to do instead. */
export interface Finding {
  readonly problem: string;
  readonly instead: string;
}

/** A finding, with its place. */
export interface Refusal extends Finding {
  /** The migration, and the step if it has several. */
  readonly where: string;
  /** Of the SQL of that step, from 1. */
  readonly line: number;
  /** The text of that line. */
  readonly text: string;
}

export function finding(problem: string, instead: string): Finding[] {
  return [{ problem, instead }];
}

/** One line for a person. */
export function describeRefusal({ where, line, text, problem, instead }: Refusal): string {
  return `${where}, line ${line}: ${text}\n  ${problem}. Instead: ${instead}.`;
}
