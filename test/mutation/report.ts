import type { Outcome } from './workplace.js';

export interface Result {
  /** The scope of the mutant. */
  readonly scope: string;
  readonly outcome: Outcome;
}

/** A table in Markdown: per scope how many mutants were tested and noticed. */
export function scoreTable(results: readonly Result[]): string {
  const scopes = [...new Set(results.map(({ scope }) => scope))];
  const rows = scopes.map((scope) =>
    row(
      scope,
      results.filter((result) => result.scope === scope),
    ),
  );
  return [
    '| scope | mutants | killed | timed out | survived | score |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    row('all', results),
    '',
  ].join('\n');
}

function row(name: string, results: readonly Result[]): string {
  const count = (outcome: Outcome): number => results.filter((result) => result.outcome === outcome).length;
  const [killed, timedOut, survived] = [count('killed'), count('timed out'), count('survived')];
  const score = results.length === 0 ? '' : `${Math.floor((100 * (killed + timedOut)) / results.length)} %`;
  return `| ${name} | ${results.length} | ${killed} | ${timedOut} | ${survived} | ${score} |`;
}
