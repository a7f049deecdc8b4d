import ts from 'typescript';
import type { Change } from './operators.js';

/** Words of SQL, and what each is replaced by. White space around them is part of the pattern, or `=>` would match. */
const WORDS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/(?<=\s)<(?=\s)/g, '<='],
  [/(?<=\s)<=(?=\s)/g, '<'],
  [/(?<=\s)>(?=\s)/g, '>='],
  [/(?<=\s)>=(?=\s)/g, '>'],
  [/\bAND\b/g, 'OR'],
  [/\bOR\b/g, 'AND'],
  [/\bNOT EXISTS\b/g, 'EXISTS'],
  [/\bIS NOT NULL\b/g, 'IS NULL'],
  [/\bIS NULL\b/g, 'IS NOT NULL'],
  [/ \+ 1\b/g, ' + 2'],
  [/ \bFOR UPDATE( OF \w+)?( SKIP LOCKED)?/g, ''],
  [/ ORDER BY [\w.]+(?=[\s`])/g, ''],
  [/\bgreatest\(/g, 'least('],
  [/\bDESC\b/g, 'ASC'],
  [/'on'/g, "'off'"],
  [/'off'/g, "'on'"],
];

/** Text is taken for SQL when it has a key word in capitals. */
const SQL = /\b(SELECT|INSERT|UPDATE|DELETE|WHERE|AND|ORDER BY|IS NULL)\b/;

/** Changes of the SQL in a string or in the parts of a template. */
export function sqlChanges(node: ts.Node, source: ts.SourceFile): readonly Change[] {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node) && !isRestOfTemplate(node)) return [];
  const start = node.getStart(source);
  const text = node.getText(source);
  if (!SQL.test(text)) return [];
  return WORDS.flatMap(([pattern, replacement]) =>
    [...text.matchAll(pattern)].map((match) => ({
      operator: 'change SQL',
      start: start + match.index,
      end: start + match.index + match[0].length,
      replacement,
    })),
  );
}

function isRestOfTemplate(node: ts.Node): boolean {
  return ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}
