import ts from 'typescript';
import { sqlChanges } from './sql-operators.js';

/** What an operator puts in the place of a part of the source. */
export interface Change {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

type Operator = (node: ts.Node, source: ts.SourceFile) => readonly Change[];

const { SyntaxKind } = ts;

/** Binary operators, and what each is replaced by. */
const BINARY: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [SyntaxKind.LessThanToken, '<='],
  [SyntaxKind.LessThanEqualsToken, '<'],
  [SyntaxKind.GreaterThanToken, '>='],
  [SyntaxKind.GreaterThanEqualsToken, '>'],
  [SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [SyntaxKind.AmpersandAmpersandToken, '||'],
  [SyntaxKind.BarBarToken, '&&'],
  [SyntaxKind.PlusToken, '-'],
  [SyntaxKind.MinusToken, '+'],
  [SyntaxKind.AsteriskToken, '/'],
  [SyntaxKind.SlashToken, '*'],
  [SyntaxKind.PlusEqualsToken, '-='],
  [SyntaxKind.MinusEqualsToken, '+='],
]);

function replaceNode(operator: string, node: ts.Node, source: ts.SourceFile, replacement: string): Change {
  return { operator, start: node.getStart(source), end: node.getEnd(), replacement };
}

const swapBinary: Operator = (node, source) => {
  if (!ts.isBinaryExpression(node)) return [];
  const replacement = BINARY.get(node.operatorToken.kind);
  return replacement === undefined ? [] : [replaceNode('swap operator', node.operatorToken, source, replacement)];
};

const negateCondition: Operator = (node, source) => {
  const condition = conditionOf(node);
  return condition ? [replaceNode('negate condition', condition, source, `!(${condition.getText(source)})`)] : [];
};

function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return node.expression;
  if (ts.isConditionalExpression(node) || ts.isForStatement(node)) return node.condition;
  return undefined;
}

/** From here on a number is a limit or a duration, of which one more is the same to every caller: it is made ten times larger. */
const MIN_LIMIT = 100;

const changeNumber: Operator = (node, source) => {
  if (!ts.isNumericLiteral(node)) return [];
  const value = Number(node.text.replaceAll('_', ''));
  const replacement = value < MIN_LIMIT ? value + 1 : value * 10;
  return [replaceNode('change number', node, source, String(replacement))];
};

const flipBoolean: Operator = (node, source) => {
  if (node.kind === SyntaxKind.TrueKeyword) return [replaceNode('flip boolean', node, source, 'false')];
  return node.kind === SyntaxKind.FalseKeyword ? [replaceNode('flip boolean', node, source, 'true')] : [];
};

/** Without `super()` no object is made, so that every test would notice. */
const removeCall: Operator = (node, source) => {
  if (!ts.isExpressionStatement(node)) return [];
  const call = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression;
  if (!ts.isCallExpression(call) || call.expression.kind === SyntaxKind.SuperKeyword) return [];
  return [replaceNode('remove call', node, source, ';')];
};

const returnNothing: Operator = (node, source) => {
  const returned = returnedBy(node);
  if (!returned || isBoolean(returned)) return []; // a boolean is flipped
  const replacement = emptyValueFor(returned);
  return returned.getText(source) === replacement ? [] : [replaceNode('return nothing', returned, source, replacement)];
};

function returnedBy(node: ts.Node): ts.Expression | undefined {
  if (ts.isReturnStatement(node)) return node.expression;
  return ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : undefined;
}

function isBoolean({ kind }: ts.Expression): boolean {
  return kind === SyntaxKind.TrueKeyword || kind === SyntaxKind.FalseKeyword;
}

function emptyValueFor(value: ts.Expression): string {
  if (ts.isArrayLiteralExpression(value)) return '[]';
  return ts.isStringLiteralLike(value) || ts.isTemplateExpression(value) ? "''" : 'undefined';
}

const OPERATORS: readonly Operator[] = [
  swapBinary,
  negateCondition,
  changeNumber,
  flipBoolean,
  removeCall,
  returnNothing,
];

/** Nodes that the compiler erases, or that only name other modules. */
function hasNoEffect(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node)
  );
}

/** Every change of `text` that an operator knows, in the order of the source. */
export function changesOf(text: string, { sql }: { readonly sql: boolean }): readonly Change[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const operators = sql ? [...OPERATORS, sqlChanges] : OPERATORS;
  const changes: Change[] = [];
  const visit = (node: ts.Node): void => {
    if (hasNoEffect(node)) return;
    for (const operator of operators) changes.push(...operator(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return changes;
}
