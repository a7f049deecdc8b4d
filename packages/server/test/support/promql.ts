import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A condition on a label of a metric. */
export interface Matcher {
  readonly metric: string;
  readonly label: string;
  /** What a value has to match; undefined for a value that must not be, or that a variable of a dashboard gives. */
  readonly pattern: RegExp | undefined;
}

/** The texts of an expression that are not PromQL. */
export function syntaxErrorsIn(promql: string): string[] {
  return nodes(promql, '⚠').map(({ from, to }) => `${promql.slice(0, from)}>>>${promql.slice(from, to)}`);
}

/** The metrics that an expression selects. */
export function metricsOf(promql: string): string[] {
  return nodes(promql, 'VectorSelector').map((selector) => metricOf(selector, promql));
}

/** The labels of every `by`, `on` and `group_left`. */
export function groupingLabelsOf(promql: string): string[] {
  return nodes(promql, 'GroupingLabels').flatMap((labels) =>
    labels.getChildren('LabelName').map((label) => textOf(label, promql)),
  );
}

export function matchersOf(promql: string): Matcher[] {
  return nodes(promql, 'VectorSelector').flatMap((selector) =>
    (selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => {
      const [label, operator, quoted] = ['LabelName', 'MatchOp', 'StringLiteral'].map((name) =>
        textOf(matcher.getChild(name)!, promql),
      );
      const value = quoted!.slice(1, -1);
      return { metric: metricOf(selector, promql), label: label!, pattern: patternOf(operator!, value) };
    }),
  );
}

function patternOf(operator: string, value: string): RegExp | undefined {
  if (value.startsWith('$') || operator.startsWith('!') || value === '') return undefined;
  return new RegExp(`^(?:${operator === '=~' ? value : value.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')})$`);
}

function metricOf(selector: SyntaxNode, promql: string): string {
  return textOf(selector.getChild('Identifier')!, promql);
}

function textOf({ from, to }: SyntaxNode, promql: string): string {
  return promql.slice(from, to);
}

function nodes(promql: string, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  parser.parse(promql).iterate({
    enter: (node: SyntaxNodeRef) => {
      if (node.name === name) found.push(node.node);
    },
  });
  return found;
}
